package server

// LatencyHistogram counts commands of one kind by the time that they took, as their client sees it, without the network.
type LatencyHistogram struct {
	// Namespace is where; empty for batches.
	Namespace string
	// Operation is read, write, udf, pi-query or batch-index.
	Operation string
	// Bounds are the upper bounds of all buckets but the last, in seconds; Counts has one number more.
	Bounds []float64
	// Counts are the commands of each bucket by itself.
	Counts []uint64
}

// Latencies returns the histograms since the start. They are kept whether anybody asks or not.
func (s *Server) Latencies() []LatencyHistogram {
	bounds := make([]float64, latencyBuckets-1)
	for i := range bounds {
		bounds[i] = (latencyUnit << i).Seconds()
	}
	all := []LatencyHistogram{histogramOf("", "batch-index", bounds, &s.latencies.batches)}
	for i, namespace := range s.latencies.names {
		for kind, name := range latencyNames {
			all = append(all, histogramOf(namespace, name, bounds, &s.latencies.namespaces[i][kind]))
		}
	}
	return all
}

// histogramOf copies a histogram.
func histogramOf(namespace, operation string, bounds []float64, h *histogram) LatencyHistogram {
	counts := h.snapshot()
	return LatencyHistogram{Namespace: namespace, Operation: operation, Bounds: bounds, Counts: counts[:]}
}
