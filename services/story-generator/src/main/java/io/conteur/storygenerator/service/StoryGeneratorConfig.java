package io.conteur.storygenerator.service;

import io.conteur.workersupport.ArtifactStoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The configuration. An unknown key below {@code conteur} makes the start fail. */
@ConfigMapping(prefix = "conteur")
interface StoryGeneratorConfig {
    /** The artifact store. */
    ArtifactStoreConfig artifacts();

    /** Generation. */
    Generator generator();

    /** Configuration of generation. */
    interface Generator {
        /**
         * The pool that this instance belongs to: it answers {@code conteur.prompts.POOL}. Without
         * one it answers {@code conteur.prompts}.
         */
        Optional<String> pool();

        /** Prompts that may wait in memory; when the queue is full, none is polled. */
        @WithDefault("256")
        int queueCapacity();

        /**
         * Checkpoints in memory, beside one that is loaded or evicted; the least recently used one
         * is evicted.
         */
        @WithDefault("2")
        int loadedModels();

        /**
         * Bytes of all checkpoints in memory, with their KV caches. The default is the Java heap
         * less what the service needs. Without {@code --add-modules jdk.incubator.vector}, models
         * are outside the heap and the default is no limit.
         */
        OptionalLong maxModelBytes();

        /** Threads of a decoding step. */
        @WithDefault("2")
        int threads();

        /** Maximum of {@code maxTokens}. */
        @WithDefault("512")
        int maxTokens();

        /** Maximum batch size of a model, in sequences. */
        @WithDefault("32")
        int rows();

        /** Size of a model's KV cache, in tokens. */
        @WithDefault("16384")
        int cacheTokens();

        /**
         * Minimum time between two parts of a prompt; with more than four active prompts, it grows
         * in proportion. While the queue is full and prompts wait for room, parts and outcomes are
         * sent every second interval only.
         */
        @WithDefault("50ms")
        Duration partEvery();

        /** Maximum of unacknowledged parts; with more, parts are sent later and are longer. */
        @WithDefault("256")
        int partsInFlight();

        /**
         * Answered prompts of each partition that are remembered, so that a repeat is not answered
         * again. When the partition is assigned, the latest six hundred are read back, by a pool
         * all.
         */
        @WithDefault("10000")
        int remembered();

        /** Liveness fails when active prompts have got no token for so long. */
        @WithDefault("2m")
        Duration stalledAfter();

        /** Maximum time that a shutdown lets the stories in progress go on to their ends. */
        @WithDefault("3s")
        Duration finishWithin();

        /** Maximum time that a shutdown waits for the generation thread. */
        @WithDefault("10s")
        Duration stopWithin();

        /** Defaults of sampling settings. */
        Defaults defaults();
    }

    /** Sampling settings for what a prompt leaves out. */
    interface Defaults {
        /** Temperature; 0 is greedy decoding. */
        @WithDefault("0.8")
        double temperature();

        /** Top-k; 0 is off. */
        @WithDefault("0")
        int topK();

        /** Top-p, nucleus sampling. */
        @WithDefault("0.95")
        double topP();
    }
}
