package io.conteur.console.web;

import io.conteur.workersupport.ArtifactStoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration of this service; an unknown key below {@code conteur} fails its start. */
@ConfigMapping(prefix = "conteur")
interface ConsoleConfig {
    /** The artifact store. */
    ArtifactStoreConfig artifacts();

    /** The page. */
    Page console();

    /** The page. */
    interface Page {
        /** Refuses everything that sends a request or stores something. */
        @WithDefault("false")
        boolean readOnly();

        /** Names under which a browser may reach this service; others are refused. */
        @WithDefault("localhost,127.0.0.1,[::1]")
        List<String> allowedHosts();

        /** Services whose health is shown, such as {@code model-trainer=http://localhost:8082}. */
        Optional<List<String>> services();

        /** How often health and lag are measured while a page is open. */
        @WithDefault("2s")
        Duration probeEvery();

        /** Records of each partition that are read back when the first page is opened. */
        @WithDefault("2000")
        int history();

        /** A client that has missed more records is shown everything anew. */
        @WithDefault("20000")
        int maxReplay();

        /** The latest records of each partition that a search reads. */
        @WithDefault("20000")
        int searchedRecords();

        /** Streams at the same time; each browser has one. */
        @WithDefault("200")
        int maxStreams();

        /** Time after the last page is closed until the topics are no longer read. */
        @WithDefault("15s")
        Duration idleAfter();
    }
}
