package reload

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Watch reloads when one of the files changes, when something arrives on wake (a signal), and now and then in any case, until the
// context ends; it returns nil then. Files may be replaced, also through the links that mounted volumes use: their folders are
// watched. The error says which folder cannot be.
func (r *Reloader) Watch(ctx context.Context, paths []string, wake <-chan struct{}) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("config: watch files: %w", err)
	}
	defer watcher.Close()
	for _, path := range paths {
		if err := watcher.Add(filepath.Dir(path)); err != nil {
			return fmt.Errorf("config: watch %s: %w", filepath.Dir(path), err)
		}
	}
	return r.wait(ctx, watcher, wake)
}

// wait is the loop of Watch. What a reload returns is observed, and kept in the history.
func (r *Reloader) wait(ctx context.Context, watcher *fsnotify.Watcher, wake <-chan struct{}) error {
	quiet := time.NewTimer(r.options.Settle) // what changed before the watch began is looked for at once
	defer quiet.Stop()
	reload := r.look
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, open := <-watcher.Events:
			if !open {
				return errors.New("config: the watch over the files has ended")
			}
			if event.Op != fsnotify.Chmod {
				quiet.Reset(r.options.Settle)
			}
		case <-watcher.Errors:
			quiet.Reset(r.options.Settle) // something was missed: look
		case _, open := <-wake:
			if !open {
				wake = nil
				continue
			}
			reload = r.again
			quiet.Reset(0)
		case <-quiet.C:
			if err := reload(ctx); err != nil && ctx.Err() != nil {
				return nil
			}
			reload = r.look
			quiet.Reset(r.options.Poll)
		}
	}
}

// again is Reload for whoever asked for it, although the texts may be the same.
func (r *Reloader) again(ctx context.Context) error {
	_, err := r.Reload(ctx)
	return err
}
