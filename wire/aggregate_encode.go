package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// AppendAggregateRequest appends, as a whole frame, a request to apply a stream function to the records of a scan or query
// and to return its results. Of the scan, namespace, set, index, filter, rate and SocketTimeout count; without partitions
// the node takes all that it has.
//
// Errors are those of AppendScanRequest, and ErrUnfit without a function.
func AppendAggregateRequest(dst []byte, scan *aero.ScanCommand, f *aero.Function, taskID uint64) ([]byte, error) {
	if f == nil {
		return dst, fmt.Errorf("aggregation without a function: %w", ErrUnfit)
	}
	if err := checkScan(scan); err != nil {
		return dst, err
	}
	timeout, err := toMilliseconds(scan.SocketTimeout)
	if err != nil {
		return dst, err
	}
	out, start := BeginFrame(dst)
	header := len(out)
	out = appendMessageHeader(out, messageHeader{info1: info1Read})
	out, fields := appendScanFields(out, scan)
	out = appendUint32Field(out, fieldSocketTimeout, timeout)
	out = appendUint64Field(out, fieldTaskID, taskID)
	out = append(appendFieldHeader(out, fieldFunctionOp, 1), functionAggregates)
	out = appendFunction(out, f)
	const added = 3 // timeout, task and kind of function
	binary.BigEndian.PutUint16(out[header+offsetFields:], fields+added+functionFieldCount)
	return EndFrame(out, start, TypeMessage), nil
}
