package app

import (
	"path/filepath"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
)

// disks shows how full the disks are that the process writes to.
type disks struct {
	directories         map[string]string // by part
	free, size, reserve *prometheus.Desc
	kept                float64 // bytes
}

func newDisks(c config) *disks {
	d := &disks{
		directories: map[string]string{"data": c.data}, kept: float64(c.DiskReserveMB * mebibyte),
		free:    prometheus.NewDesc("paceline_disk_free_bytes", "Bytes free on the disk of a part.", []string{"part"}, nil),
		size:    prometheus.NewDesc("paceline_disk_size_bytes", "Size of the disk of a part.", []string{"part"}, nil),
		reserve: prometheus.NewDesc("paceline_disk_reserve_bytes", "Free bytes below which ingest answers 503 (--disk-reserve-mb).", nil, nil),
	}
	if path := c.queue.path; path != "" && c.targets.opens(queuePart) {
		d.directories[queuePart] = filepath.Dir(path)
	}
	if path := c.store.path; path != "" && c.targets.opens(storePart) {
		d.directories[storePart] = filepath.Dir(path)
	}
	return d
}

// Describe implements prometheus.Collector.
func (d *disks) Describe(out chan<- *prometheus.Desc) { out <- d.free; out <- d.size; out <- d.reserve }

// Collect implements prometheus.Collector.
func (d *disks) Collect(out chan<- prometheus.Metric) {
	out <- prometheus.MustNewConstMetric(d.reserve, prometheus.GaugeValue, d.kept)
	for part, directory := range d.directories {
		var disk syscall.Statfs_t
		if err := syscall.Statfs(directory, &disk); err != nil {
			out <- prometheus.NewInvalidMetric(d.free, err)
			continue
		}
		block := float64(disk.Bsize)
		out <- prometheus.MustNewConstMetric(d.free, prometheus.GaugeValue, float64(disk.Bavail)*block, part)
		out <- prometheus.MustNewConstMetric(d.size, prometheus.GaugeValue, float64(disk.Blocks)*block, part)
	}
}
