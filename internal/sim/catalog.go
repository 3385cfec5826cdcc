package sim

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/aerolith/aerolith/server"
	"github.com/aerolith/aerolith/wire"
)

// evaluatorAddress is where the evaluator's server listens in its own network.
const evaluatorAddress = "evaluator"

// serve lets a server answer info commands about what the evaluator has.
func (e *evaluator) serve() error {
	options := server.DefaultOptions()
	options.NodeID, options.Build, options.Edition = 1, build, edition
	var err error
	if e.server, err = server.New(options, storeView{e.store}); err != nil {
		return err
	}
	listener, err := e.network.listen(evaluatorAddress)
	if err != nil {
		return err
	}
	e.served = make(chan struct{})
	go func() {
		defer close(e.served)
		// It ends when it is told to.
		_ = e.server.Serve(context.Background(), listener)
	}()
	return nil
}

// stop ends the server.
func (e *evaluator) stop() {
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	// Nobody waits for an answer any more.
	_ = e.server.Shutdown(ended)
	<-e.served
}

// ask returns the server's answer to one info command.
func (e *evaluator) ask(name string) (string, error) {
	request, err := wire.AppendInfoRequest(nil, name)
	if err != nil {
		return "", err
	}
	ours, err := e.network.dial(context.Background(), evaluatorAddress)
	if err != nil {
		return "", err
	}
	defer func() { _ = ours.Close() }() // the answer is here
	if _, err := ours.Write(request); err != nil {
		return "", err
	}
	reader := wire.NewReader(ours, wire.Options{})
	for {
		frame, ok, err := reader.Next()
		if err != nil {
			return "", err
		}
		if ok {
			for _, value := range wire.InfoReply(frame.Body) {
				return value, nil
			}
			return "", nil
		}
		if err := reader.Fill(); err != nil {
			return "", err
		}
	}
}

// catalogue returns the answer to an info command about indexes, modules, jobs and truncation, and whether it is one. The
// lock is held.
func (n *Node) catalogue(command string) (answer string, known bool) {
	name, _, _ := strings.Cut(command, ":")
	name, _, _ = strings.Cut(name, "/")
	switch {
	case strings.HasPrefix(name, "sindex"), strings.HasPrefix(name, "udf-"), strings.HasPrefix(name, "query-"),
		strings.HasPrefix(name, "truncate"):
	default:
		return "", false
	}
	e, err := n.cluster.evaluator()
	if err == nil {
		answer, err = e.ask(command)
	}
	if err != nil {
		return "ERROR:1:" + err.Error(), true
	}
	if strings.HasPrefix(name, "truncate") && answer == "ok" {
		n.cluster.truncate(command)
	}
	return answer, true
}

// truncate removes the records that were last changed before the time of a truncation, by the cluster's clock. The lock is
// held.
func (c *Cluster) truncate(command string) {
	_, rest, _ := strings.Cut(command, ":")
	parameters := make(map[string]string)
	for part := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(part, "=")
		parameters[name] = value
	}
	before := c.clock()
	if nanoseconds, err := strconv.ParseInt(parameters["lut"], 10, 64); err == nil && nanoseconds > 0 {
		before = time.Unix(0, nanoseconds)
	}
	c.applyLate(0)
	for _, n := range c.nodes {
		for key, r := range n.records {
			if key.namespace == parameters["namespace"] && (parameters["set"] == "" || r.set == parameters["set"]) && r.updated.Before(before) {
				delete(n.records, key)
			}
		}
	}
}
