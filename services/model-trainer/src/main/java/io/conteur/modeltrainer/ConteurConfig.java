package io.conteur.modeltrainer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Everything this service can be told; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface ConteurConfig {
    /** Where artifacts are kept. */
    Artifacts artifacts();

    /** How jobs are worked on. */
    Trainer trainer();

    /**
     * A name of this worker that outlives it, so that it has its job back at once after a crash.
     */
    Optional<String> instance();

    /** The artifact store. */
    interface Artifacts {
        /** A folder that all services share. */
        Path root();
    }

    /** Training. */
    interface Trainer {
        /**
         * Threads that a training step uses; the process's cores when absent, but at most eight.
         * The memory that a job is said to need grows with them.
         */
        OptionalInt threads();

        /** Liveness fails when the job in hand has made no step for so long. */
        @WithDefault("10m")
        Duration stalledAfter();

        /**
         * Time between checkpoints when a request names no steps between them; longer for a model
         * that takes long to save.
         */
        @WithDefault("10s")
        Duration checkpointEvery();

        /** How long a stop waits for the job in hand to save and hand over. */
        @WithDefault("25s")
        Duration stopWithin();

        /**
         * Bytes this process may need to train; four fifths of the machine's memory when absent.
         */
        OptionalLong maxMemoryBytes();

        /** Bytes a corpus may have; a sixth of the Java heap, which must hold it, when absent. */
        OptionalLong maxCorpusBytes();

        /** Hosts that corpora may be fetched from by {@code https}; none when absent. */
        Optional<List<String>> corpusHosts();

        /** How long one file of a corpus may take to fetch. */
        @WithDefault("2m")
        Duration fetchWithin();

        /** Held-out windows that are measured at most. */
        @WithDefault("256")
        int validationWindows();
    }
}
