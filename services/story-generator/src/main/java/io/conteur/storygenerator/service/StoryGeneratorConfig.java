package io.conteur.storygenerator.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** Everything this service can be told; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface StoryGeneratorConfig {
    /** Where artifacts are kept. */
    Artifacts artifacts();

    /** How prompts are answered. */
    Generator generator();

    /** The artifact store. */
    interface Artifacts {
        /** A folder that all services share. */
        Path root();
    }

    /** Writing stories. */
    interface Generator {
        /** Prompts taken ahead; when so many wait, no more are polled. */
        @WithDefault("256")
        int queueCapacity();

        /**
         * Checkpoints kept in memory, beside one that comes or goes; the one not used for longest
         * makes room.
         */
        @WithDefault("2")
        int loadedModels();

        /**
         * Bytes that the checkpoints in memory may take together, with their caches; what the Java
         * heap leaves when absent. Without {@code --add-modules jdk.incubator.vector}, models lie
         * outside the heap, and nothing bounds them when absent.
         */
        OptionalLong maxModelBytes();

        /** Threads of a decoding step. */
        @WithDefault("2")
        int threads();

        /** Tokens a prompt may ask for at most. */
        @WithDefault("512")
        int maxTokens();

        /** Stories written at once by one model. */
        @WithDefault("32")
        int rows();

        /** Tokens of prompts and stories that one model keeps at once. */
        @WithDefault("16384")
        int cacheTokens();

        /**
         * At most one part of a story in so long; beside more than four others, less often. The
         * longer prompts wait for room, the more that is sent is sent together, at the latest after
         * twice that time.
         */
        @WithDefault("50ms")
        Duration partEvery();

        /** Parts on their way to the broker; with more, parts come later and are longer. */
        @WithDefault("256")
        int partsInFlight();

        /** Records of each partition read back at a start to know what is answered. */
        @WithDefault("10000")
        int remembered();

        /** Liveness fails when the stories in hand have gained no token for so long. */
        @WithDefault("2m")
        Duration stalledAfter();

        /** How long a stop waits for the stories in hand to be abandoned. */
        @WithDefault("10s")
        Duration stopWithin();

        /** Where a prompt says nothing. */
        Defaults defaults();
    }

    /** Sampling of prompts that say nothing of it. */
    interface Defaults {
        /** 0 always takes the likeliest token. */
        @WithDefault("0.8")
        double temperature();

        /** Sample among the K likeliest tokens; 0 among all. */
        @WithDefault("0")
        int topK();

        /** Sample among the likeliest tokens that together have this probability. */
        @WithDefault("0.95")
        double topP();
    }
}
