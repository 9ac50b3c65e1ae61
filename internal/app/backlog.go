package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duban/campaign"
)

// backlog reads the outbox whenever the metrics are asked for. It tells nothing
// while the store is away: that shows in /readyz.
type backlog struct {
	store campaign.Store
	now   func() time.Time
	log   *slog.Logger
}

var (
	oldestDesc  = prometheus.NewDesc("duban_outbox_oldest_seconds", "How long ago the earliest planned message was meant to leave; 0 when none is late.", nil, nil)
	waitingDesc = prometheus.NewDesc("duban_calls_waiting", "Calls that wait for a try.", nil, nil)
	parkedDesc  = prometheus.NewDesc("duban_calls_parked", "Calls that were given up, ever.", nil, nil)
)

// Describe implements prometheus.Collector.
func (b *backlog) Describe(out chan<- *prometheus.Desc) {
	out <- oldestDesc
	out <- waitingDesc
	out <- parkedDesc
}

// scrapeTime is how long reading the outbox may take.
const scrapeTime = 3 * time.Second

// Collect implements prometheus.Collector.
func (b *backlog) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	var found campaign.Backlog
	err := b.store.View(ctx, func(tx campaign.Tx) (err error) {
		found, err = tx.Backlog(ctx)
		return err
	})
	if err != nil {
		b.log.Warn("read the outbox for the metrics", "error", err)
		return
	}
	late := 0.0
	if !found.Oldest.IsZero() {
		late = max(b.now().Sub(found.Oldest).Seconds(), 0)
	}
	out <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, late)
	out <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(found.Waiting))
	out <- prometheus.MustNewConstMetric(parkedDesc, prometheus.GaugeValue, float64(found.Parked))
}
