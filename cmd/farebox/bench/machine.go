package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Machine is where the figures were measured.
type Machine struct {
	CPU        string        `json:"cpu"`
	Cores      int           `json:"cores"`
	Memory     uint64        `json:"memory_bytes"`
	OS         string        `json:"os"`
	Kernel     string        `json:"kernel"`
	Go         string        `json:"go"`
	FileSystem string        `json:"file_system"`
	FsyncP50   time.Duration `json:"fsync_p50_ns"`
	FsyncP99   time.Duration `json:"fsync_p99_ns"`
	Load       string        `json:"load"` // load average before the run
}

const unknown = "unknown"

// machine describes this machine; dir is where the ledgers will be.
func machine(dir string, now func() time.Time) (Machine, error) {
	m := Machine{
		CPU: cpuModel(), Cores: runtime.NumCPU(), Memory: procFields("/proc/meminfo")["MemTotal"] << 10,
		OS: runtime.GOOS + "/" + runtime.GOARCH, Kernel: firstLine("/proc/sys/kernel/osrelease"),
		Go: runtime.Version(), FileSystem: fileSystem(dir), Load: firstLine("/proc/loadavg"),
	}
	var err error
	m.FsyncP50, m.FsyncP99, err = fsyncTime(dir, now)
	return m, err
}

func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return unknown
	}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return unknown
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return unknown
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

// fileSystem returns the type of the file system that dir is on: of all mount
// points above it, the longest.
func fileSystem(dir string) string {
	text, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return unknown
	}
	found, length := unknown, -1
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		point := strings.TrimSuffix(f[1], "/")
		if len(point) > length && (dir == point || strings.HasPrefix(dir, point+"/")) {
			found, length = f[2], len(point)
		}
	}
	return found
}

// fsyncs is how many times fsyncTime writes.
const fsyncs = 100

// fsyncTime measures what one durable write of 4 KiB takes.
func fsyncTime(dir string, now func() time.Time) (p50, p99 time.Duration, err error) {
	f, err := os.Create(filepath.Join(dir, "fsync"))
	if err != nil {
		return 0, 0, fmt.Errorf("measure fsync: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := make([]byte, 4096)
	times := make([]time.Duration, 0, fsyncs)
	for range fsyncs {
		start := now()
		_, err = f.Write(page)
		if err == nil {
			err = f.Sync()
		}
		if err != nil {
			return 0, 0, fmt.Errorf("measure fsync: %w", err)
		}
		times = append(times, now().Sub(start))
	}
	slices.Sort(times)
	return times[fsyncs/2], times[fsyncs-1-fsyncs/100], nil
}
