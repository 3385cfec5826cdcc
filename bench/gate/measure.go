package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// side is one of the two commits.
type side struct {
	settings
	commit string
	// folder gets the source, the test programs and the results.
	folder string
}

// results is the file that the benchmarks' output goes to.
func (s *side) results() string { return filepath.Join(s.folder, "results.txt") }

// source is where the commit's files are.
func (s *side) source() string { return filepath.Join(s.folder, "source") }

// program is the test program of a package.
func (s *side) program(pkg string) string {
	return filepath.Join(s.folder, strings.NewReplacer("/", "-", ".", "").Replace(pkg)+".test")
}

// prepare writes the commit's files out and builds the test programs. A package that the commit does not have is passed over.
func (s *side) prepare(ctx context.Context) error {
	if err := os.MkdirAll(s.source(), 0o700); err != nil {
		return err
	}
	archive := filepath.Join(s.folder, "source.tar")
	if err := command(ctx, s.repository, "git", "archive", "-o", archive, s.commit); err != nil {
		return err
	}
	if err := command(ctx, s.source(), "tar", "xf", archive); err != nil {
		return err
	}
	for _, pkg := range s.packages {
		if _, err := os.Stat(filepath.Join(s.source(), pkg)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := command(ctx, s.source(), "go", "test", "-c", "-o", s.program(pkg), pkg); err != nil {
			return fmt.Errorf("%s: %w", s.commit, err)
		}
	}
	return nil
}

// has reports whether the commit has tests in a package.
func (s *side) has(pkg string) bool {
	_, err := os.Stat(s.program(pkg))
	return err == nil
}

// measure runs all benchmarks once and adds what they print to the results.
func (s *side) measure(ctx context.Context) (err error) {
	out, err := os.OpenFile(s.results(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	for _, pkg := range s.packages {
		if !s.has(pkg) {
			continue
		}
		run := exec.CommandContext(ctx, s.program(pkg), "-test.run=^$", "-test.bench="+s.bench, "-test.benchtime="+s.time, "-test.benchmem")
		run.Dir = filepath.Join(s.source(), pkg)
		run.Stdout, run.Stderr = out, os.Stderr
		if err := run.Run(); err != nil {
			return fmt.Errorf("%s, %s: %w", s.commit, pkg, err)
		}
	}
	return nil
}

// command runs a program in a folder and shows what it says only when it fails.
func command(ctx context.Context, folder, name string, arguments ...string) error {
	run := exec.CommandContext(ctx, name, arguments...)
	run.Dir = folder
	if out, err := run.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(arguments, " "), err, out)
	}
	return nil
}
