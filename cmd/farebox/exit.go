package main

import (
	"errors"
	"fmt"
	"io"
)

// The exit codes. A command returns an error made by usageError,
// unreachableError or checkError to choose one; any other error is a fault.
const (
	exitOK          = 0
	exitFault       = 1
	exitUsage       = 2 // wrong arguments or configuration
	exitUnreachable = 3 // the gateway does not answer
	exitCheck       = 4 // what was checked does not hold
)

// exitError is an error with an exit code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usageError marks an error of arguments or configuration: exit 2.
func usageError(err error) error { return &exitError{code: exitUsage, err: err} }

// unreachableError marks an error of reaching the gateway: exit 3.
func unreachableError(err error) error { return &exitError{code: exitUnreachable, err: err} }

// checkError marks a check that did not hold: exit 4.
func checkError(err error) error { return &exitError{code: exitCheck, err: err} }

// errReported ends a command whose error is on stderr already, in a form of its
// own. Wrap it in one of the marks.
var errReported = errors.New("reported")

// exit reports an error on stderr, once, and returns its exit code.
func exit(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errReported) {
		_, _ = fmt.Fprintf(stderr, "farebox: %v\n", err) // nowhere left to report to
	}
	var e *exitError
	if errors.As(err, &e) {
		return e.code
	}
	return exitFault
}
