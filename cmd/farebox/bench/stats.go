package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stats is what a process has used since its start.
type stats struct {
	CPU     time.Duration `json:"cpu"` // user and system
	Mallocs uint64        `json:"mallocs"`
	Bytes   uint64        `json:"bytes"`   // allocated on the heap
	Heap    uint64        `json:"heap"`    // in use
	Private uint64        `json:"private"` // resident and not of files; 0 where not known
	Files   uint64        `json:"files"`   // resident of mapped files; 0 where not known
	Written uint64        `json:"written"` // bytes to disk; 0 where not known
}

// readStats stops the process for some microseconds.
func readStats() (stats, error) {
	var ru syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
	if err != nil {
		return stats{}, fmt.Errorf("read resource usage: %w", err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, disk := procFields("/proc/self/status"), procFields("/proc/self/io")
	return stats{
		CPU:     time.Duration(ru.Utime.Nano() + ru.Stime.Nano()),
		Mallocs: m.Mallocs, Bytes: m.TotalAlloc, Heap: m.HeapInuse,
		Private: status["RssAnon"] << 10, Files: status["RssFile"] << 10, Written: disk["write_bytes"],
	}, nil
}

// since returns the difference in what only grows.
func (s stats) since(o stats) stats {
	s.CPU -= o.CPU
	s.Mallocs -= o.Mallocs
	s.Bytes -= o.Bytes
	s.Written -= o.Written
	return s
}

func (s stats) add(o stats) stats {
	s.CPU += o.CPU
	s.Mallocs += o.Mallocs
	s.Bytes += o.Bytes
	s.Written += o.Written
	return s
}

// procFields reads the numbers of a file of lines "name: number unit". What is
// not there, as on systems without /proc, is left out.
func procFields(path string) map[string]uint64 {
	out := make(map[string]uint64)
	text, err := os.ReadFile(path)
	if err != nil {
		return out
	}
	for line := range strings.Lines(string(text)) {
		name, rest, ok := strings.Cut(line, ":")
		fields := strings.Fields(rest)
		if !ok || len(fields) == 0 {
			continue
		}
		n, err := strconv.ParseUint(fields[0], 10, 64)
		if err == nil {
			out[strings.TrimSpace(name)] = n
		}
	}
	return out
}
