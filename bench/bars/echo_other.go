//go:build !linux

package main

// rawEchoes lists what this system has beside package net.
func rawEchoes() []echo { return nil }
