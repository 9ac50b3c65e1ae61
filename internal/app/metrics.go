package app

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"duban/campaign"
	"duban/scheduler"
)

// metrics counts what the service does, on a registry of its own.
type metrics struct {
	registry  *prometheus.Registry
	callbacks *prometheus.HistogramVec
	backlog   prometheus.Gauge
	calls     *prometheus.CounterVec
	messages  *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		callbacks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "duban_callback_seconds", Help: "Time to answer a callback, by result.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"result"}),
		backlog: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "duban_spool_messages", Help: "Messages that wait in the spool for the database.",
		}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "duban_calls_total", Help: "Tries to send, by channel and outcome.",
		}, []string{"channel", "outcome"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "duban_messages_total", Help: "Recipients of tries to send, by channel and outcome.",
		}, []string{"channel", "outcome"}),
	}
	// A series that appears with its first event shows no increase to Prometheus:
	// all that an alert may ask for stand at 0 from the start.
	for _, result := range []string{"verified", "answered", "empty", "spooled", "refused", "forged", "malformed"} {
		m.callbacks.WithLabelValues(result)
	}
	for _, channel := range []campaign.Channel{campaign.ChannelApp, campaign.ChannelGroup} {
		for _, fate := range []scheduler.Fate{scheduler.Sent, scheduler.Again, scheduler.Busy, scheduler.Wait, scheduler.Unsent, scheduler.Hopeless} {
			m.calls.WithLabelValues(string(channel), string(fate))
			m.messages.WithLabelValues(string(channel), string(fate))
		}
	}
	m.registry.MustRegister(m.callbacks, m.backlog, m.calls, m.messages,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Callback counts one request of the platform.
func (m *metrics) Callback(result string, took time.Duration) {
	m.callbacks.WithLabelValues(result).Observe(took.Seconds())
}

// Backlog tells how many messages wait for the store.
func (m *metrics) Backlog(messages int) { m.backlog.Set(float64(messages)) }

// tried counts one try to send.
func (m *metrics) tried(channel campaign.Channel, fate scheduler.Fate, recipients int) {
	m.calls.WithLabelValues(string(channel), string(fate)).Inc()
	m.messages.WithLabelValues(string(channel), string(fate)).Add(float64(recipients))
}
