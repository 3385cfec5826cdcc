package main

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/wire"
)

// serialCommand is the argument with which this program serves serially.
const serialCommand = "serve-serially"

// startSerial runs this program as a serial server of its own process.
func startSerial() (host string, port int, stop func() error, err error) {
	command := exec.Command(os.Args[0], serialCommand)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return "", 0, nil, err
	}
	if err := command.Start(); err != nil {
		return "", 0, nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", 0, nil, err
	}
	port, err = strconv.Atoi(line[:len(line)-1])
	return "127.0.0.1", port, func() error { return errors.Join(command.Process.Kill(), ignoreExit(command.Wait())) }, err
}

// ignoreExit drops the error of a process that was killed on purpose.
func ignoreExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// serveSerially listens, prints the port and serves for ever.
func serveSerially(out io.Writer) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	fmt.Fprintln(out, port)
	store := &serialStore{records: make(map[aero.Digest][]aero.Bin)}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go store.serve(conn)
	}
}

// serialStore keeps the records of a serial server.
type serialStore struct {
	mu      sync.RWMutex
	records map[aero.Digest][]aero.Bin
}

// serve answers one request after the other: two reads and one write for each.
func (s *serialStore) serve(conn net.Conn) {
	defer conn.Close()
	decoder := wire.NewDecoder(wire.Options{})
	var header [wire.FrameHeaderSize]byte
	var body, reply []byte
	var request wire.Request
	for {
		if _, err := io.ReadFull(conn, header[:]); err != nil {
			return
		}
		h, err := wire.DecodeFrameHeader(header[:], 1<<20)
		if err != nil {
			return
		}
		body = append(body[:0], make([]byte, h.Size)...)
		if _, err := io.ReadFull(conn, body); err != nil {
			return
		}
		if h.Type == wire.TypeInfo {
			reply, err = answerInfo(decoder, body)
		} else if err = decoder.Request(body, &request); err == nil {
			reply = s.execute(reply[:0], &request.Record)
		}
		if err != nil {
			return
		}
		if _, err := conn.Write(reply); err != nil {
			return
		}
	}
}

// execute carries out a get or a put.
func (s *serialStore) execute(reply []byte, cmd *aero.RecordCommand) []byte {
	result := aero.RecordResult{Generation: 1}
	if cmd.Flags&aero.FlagWrite == 0 {
		s.mu.RLock()
		defer s.mu.RUnlock()
		result.Bins = s.records[cmd.Digest]
		return wire.AppendRecordReply(reply, &result)
	}
	var bins []aero.Bin
	for _, op := range cmd.Operations {
		bins = append(bins, aero.Bin{Name: op.Bin, Value: aero.Particle{Type: op.Value.Type, Data: append([]byte(nil), op.Value.Data...)}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[cmd.Digest] = bins
	return wire.AppendRecordReply(reply, &result)
}

// answerInfo answers as the only node of a cluster.
func answerInfo(decoder *wire.Decoder, body []byte) ([]byte, error) {
	names, err := decoder.InfoRequest(body)
	if err != nil {
		return nil, err
	}
	all := make([]byte, aero.PartitionCount/8)
	for i := range all {
		all[i] = 0xff
	}
	answers := map[string]string{
		"node": "BB9000000000001", "build": "8.1.2.0", "edition": "Aerospike Community Edition", "status": "ok",
		"features":             "batch-any;batch-index;blob-bits;cdt-list;cdt-map;cluster-stable;float;geo;peers;pipelining;pquery;pscans;query-show;relaxed-sc;replicas;replicas-all;replicas-master;replicas-max;sindex-exists;truncate-namespace;udf",
		"partition-generation": "1", "peers-generation": "1", "peers-clear-std": "1,3000,[]", "cluster-name": "null",
		"namespaces": namespace, "replicas": namespace + ":0,1," + base64.StdEncoding.EncodeToString(all),
	}
	out, start := wire.BeginFrame(nil)
	for _, name := range names {
		out = wire.AppendInfo(out, name, answers[name])
	}
	return wire.EndFrame(out, start, wire.TypeInfo), nil
}
