package record

import (
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/zerodb"
)

// namespace is one database with the goroutines that work on it.
type namespace struct {
	settings NamespaceOptions
	options  *Options
	db       *zerodb.DB
	rules    *eval.Rules
	names    *eval.Names
	sets     *setTable
	// hidden are the durable truncations, as readers see them.
	hidden atomic.Pointer[truncations]
	// totals are the sizes of the sets as of the opening, for the committer.
	totals totals
	// indexes are the durable secondary indexes, as readers see them.
	indexes atomic.Pointer[indexes]

	// gate keeps Close from ending the committer while a request enters the queue or is attended to by its owner; it
	// guards closed.
	gate   sync.RWMutex
	closed bool
	queue  chan *request
	queued atomic.Int64 // requests that wait for the committer: in the queue, or put back
	// syncs says that a commit is durable only after a sync.
	syncs bool
	// committer owns the writing. It is set before anything runs.
	committer *committer

	stop       chan struct{} // closed to end the background work
	wakeClean  chan struct{} // asks the truncator to look for work
	wakeIndex  chan struct{} // asks the builder of indexes to look for work
	background sync.WaitGroup
	writing    sync.WaitGroup // committer and releaser
	closeOnce  sync.Once
	closeErr   error

	readings readings // for readers
	requests requests // for writers
	// tunings are the settings of the moment; tuning is held to change them.
	tunings atomic.Pointer[tunings]
	tuning  sync.Mutex

	usedBytes, evicted atomic.Uint64 // what the stored records take; records removed by eviction
	hwmBreached        atomic.Bool   // more is in use than eviction allows
	jobs               atomic.Int64  // jobs in the background
	expired            atomic.Uint64 // records removed by the expirer
	stopped            atomic.Bool   // the database takes no more writes
	// transactional says that there are tables of multi-record transactions. It is set before anything runs.
	transactional bool
	// buries says that there is a table of tombstones. It is set before anything runs.
	buries bool

	tallies     tallies
	raider      raider
	expiryClock *expiryClock
}

// openNamespace opens the database of a namespace and reads what is kept in memory. Nothing runs yet.
func openNamespace(path string, settings NamespaceOptions, options *Options) (*namespace, error) {
	db, err := openDatabase(path, settings.Storage, options.Engine)
	if err != nil {
		return nil, err
	}
	n := &namespace{
		settings: settings, options: options, db: db,
		names:       eval.NewNames(options.MaxBinNames),
		queue:       make(chan *request, options.QueueLength),
		syncs:       settings.Storage == StorageFile && options.Engine.Durability == zerodb.DurabilityAlways,
		expiryClock: newExpiryClock(options.ExpiryInterval),
		stop:        make(chan struct{}), wakeClean: make(chan struct{}, 1), wakeIndex: make(chan struct{}, 1),
	}
	n.tunings.Store(newTunings(&settings))
	n.raider.init(n.now())
	n.rules = eval.NewRules(eval.Config{
		DefaultTTLSeconds: settings.DefaultTTLSeconds,
		ReadTouchPercent:  settings.ReadTouchPercent,
		MaxRecordSize:     settings.MaxRecordSize,
		Tuned:             n.tuned,
		MaxResultBytes:    options.MaxResultBytes,
		MaxScratchBytes:   scratchRecords * maxRecordSize,
		InMemory:          settings.Storage == StorageMemory,
		DurableDeletes:    options.Enterprise,
	}, n.names)
	if err := n.load(); err != nil {
		return nil, closeAfter(db, err)
	}
	n.committer = newCommitter(n)
	return n, nil
}

// openDatabase opens the database in the place that the storage stands for.
func openDatabase(path string, storage Storage, options zerodb.Options) (*zerodb.DB, error) {
	if storage == StorageMemory {
		return zerodb.OpenMemory(options)
	}
	return zerodb.Open(path, options)
}

// start begins the goroutines.
func (n *namespace) start() {
	c := n.committer
	n.writing.Add(2)
	go func() {
		defer n.writing.Done()
		c.run()
	}()
	go func() {
		defer n.writing.Done()
		c.releaser()
	}()
	n.background.Add(3)
	go func() {
		defer n.background.Done()
		n.runExpirer()
	}()
	go func() {
		defer n.background.Done()
		n.runTruncator()
	}()
	go func() {
		defer n.background.Done()
		n.runBuilder()
	}()
	if n.buries && n.options.ExpiryInterval > 0 {
		n.background.Add(1)
		go func() {
			defer n.background.Done()
			n.runRaider()
		}()
	}
	n.wake()
	n.wakeBuilder()
}

// close ends background work, lets the committer finish what is in the queue, and closes the database.
func (n *namespace) close() error {
	n.closeOnce.Do(func() {
		n.gate.Lock() // no job begins from here on
		close(n.stop)
		n.gate.Unlock()
		n.background.Wait()
		n.gate.Lock()
		n.closed = true
		n.gate.Unlock()
		close(n.committer.wake)
		n.writing.Wait()
		n.closeErr = n.db.Close()
	})
	return n.closeErr
}

// now returns the time in milliseconds since the protocol's epoch.
func (n *namespace) now() uint64 { return protocolMillis(n.options.Now()) }

// report sends an event about a failure in the background, unless the failure is that the namespace is closing.
func (n *namespace) report(task string, err error) {
	select {
	case <-n.stop:
	default:
		n.options.Events.Event(BackgroundFailed{Namespace: n.settings.Name, Task: task, Err: err})
	}
}
