package cli

import (
	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/internal/app"
)

// registerLimits adds the flags of serve that bound what each namespace keeps.
func registerLimits(cmd *cobra.Command, limits *app.Limits) {
	flags := cmd.Flags()
	flags.StringVar(&limits.DataSize, "data-size", limits.DataSize, "budget of the records of each namespace, such as 20GiB; none if empty")
	flags.Uint8Var(&limits.StopWritesPercent, "stop-writes-percent", limits.StopWritesPercent, "share of --data-size at which writes are refused; 0 never")
	flags.Uint8Var(&limits.EvictPercent, "evict-percent", limits.EvictPercent, "share of --data-size above which records that will expire are removed early; 0 never")
	flags.DurationVar(&limits.DefaultTTL, "default-ttl", limits.DefaultTTL, "life of records whose writer asks for the default; 0 for ever")
	flags.StringVar(&limits.Archive, "archive", limits.Archive, "folder in which the log is kept for ever, so that 'aerolith db restore' reaches any transaction")
}
