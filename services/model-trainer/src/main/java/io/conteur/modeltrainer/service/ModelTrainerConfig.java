package io.conteur.modeltrainer.service;

import io.conteur.gpt.path.PathKind;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The configuration of this service; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface ModelTrainerConfig {
    /** The artifact store. */
    ArtifactStoreConfig artifacts();

    /** Training. */
    Trainer trainer();

    /**
     * Name of this worker that survives a restart, for static group membership: its job resumes at
     * once after a crash.
     */
    Optional<String> instance();

    /** Training. */
    interface Trainer {
        /**
         * Threads of a training step; the process's cores when absent, but at most eight. The
         * estimated memory of a job grows with them.
         */
        OptionalInt threads();

        /** How steps are computed: plain on a GPU and blocked on a CPU, unless one is named. */
        @WithDefault("auto")
        PathKind path();

        /**
         * Whether the plain path computes layers again in the backward pass: less memory of the
         * GPU, a third more time.
         */
        @WithDefault("false")
        boolean recompute();

        /** Memory of the GPU in bytes; what is free when absent. */
        OptionalLong maxGpuBytes();

        /** Time without a heartbeat of the running job after which liveness fails. */
        @WithDefault("10m")
        Duration stalledAfter();

        /**
         * Time between checkpoints when a request names no interval in steps; longer for a model
         * that takes long to save.
         */
        @WithDefault("10s")
        Duration checkpointEvery();

        /** Time a shutdown or rebalance waits for the running job to save and hand over. */
        @WithDefault("25s")
        Duration stopWithin();

        /** Memory of this process in bytes; four fifths of the machine's when absent. */
        OptionalLong maxMemoryBytes();

        /**
         * Maximum size of a corpus in bytes of unpacked text; when absent only the disk limits it.
         */
        OptionalLong maxCorpusBytes();

        /**
         * Allowlist of hosts that corpora are downloaded from by {@code https}; empty when absent.
         */
        Optional<List<String>> corpusHosts();

        /** Timeout of the download of one file of a corpus. */
        @WithDefault("2m")
        Duration fetchWithin();

        /** Maximum number of windows in the validation set. */
        @WithDefault("256")
        int validationWindows();

        /** Training with several workers. */
        Rounds rounds();
    }

    /** Training with several workers. */
    interface Rounds {
        /** Whether this trainer helps with others' jobs while it has none. */
        @WithDefault("true")
        boolean help();

        /**
         * Time that the other workers have for a round after the coordinator's own share, or half
         * of what that took; what comes later is not counted.
         */
        @WithDefault("10s")
        Duration grace();

        /**
         * Whether a coordinator waits for all workers that a request allows, before the first round
         * and in each, and gives them equal shares: the weights are then a function of seed, number
         * of workers and steps of a round.
         */
        @WithDefault("false")
        boolean reproducible();
    }
}
