// Package vfstest holds the tests that every implementation of vfs.FS must pass.
//
// Only tests import it. Each case gets a file system and an empty folder of its own, so cases do not depend on each
// other. Read run.go first; the other files hold the cases by subject.
package vfstest
