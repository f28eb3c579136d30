package io.conteur.console.feed;

import io.conteur.console.change.Change;
import java.util.List;

/** Receives all changes. Called by any thread; must not block. */
public interface Subscriber {
    /**
     * Everything that is known, once it is.
     *
     * @param positions up to which the changes reach
     */
    void snapshot(List<Change> changes, Positions positions);

    /**
     * What has changed since the last call.
     *
     * @param positions up to which the subscriber is informed by these changes
     */
    void changed(List<Change> changes, Positions positions);

    /** What was received is outdated: the topics are read anew. */
    void outdated();
}
