//go:build !linux

package server

// hasDirect says that sessions read and write through package net.
const hasDirect = false

// receiveNow is not called on this system.
func receiveNow(uintptr, []byte) (int, error) { return 0, errNotReady }

// sendNow is not called on this system.
func sendNow(uintptr, []byte) (int, error) { return 0, errNotReady }
