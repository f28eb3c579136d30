package io.conteur.modeltrainer.corpus;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.events.training.CorpusUrlPair;
import io.conteur.events.training.CorpusUrls;
import io.conteur.modeltrainer.fetch.CorpusFetcher;
import io.conteur.workersupport.JobControl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Downloads the files of a corpus to the local disk, and publishes them under their hash. */
record CorpusDownload(
        ArtifactStore store, CorpusFetcher fetcher, long maxBytes, JobControl control) {
    private static final Logger LOG = Logger.getLogger(CorpusDownload.class);
    static final int HASH_DIGITS = 16;
    private static final String PREFIX = "conteur-corpus-";

    /** No file takes so long to download. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    Artifact publish(CorpusUrls urls) throws IOException {
        Path folder = Files.createTempDirectory(PREFIX);
        deleteLeftovers(folder);
        try {
            List<Path> files = download(urls, folder);
            return store.publish("corpora/fetched-" + hash(files), target -> copy(files, target));
        } finally {
            delete(folder);
        }
    }

    /** A process that is killed while it downloads leaves its folder. */
    private static void deleteLeftovers(Path own) throws IOException {
        Instant abandoned = Instant.now().minus(ABANDONED_AFTER);
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Objects.requireNonNull(own.getParent()), PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(abandoned)) {
                    delete(folder);
                }
            }
        } catch (DirectoryIteratorException | FileSystemException e) {
            LOG.infof("leftovers of earlier downloads stay: %s", e.getMessage());
        }
    }

    /** Takes at most half of what is free, since the files are copied into the store. */
    private List<Path> download(CorpusUrls urls, Path folder) throws IOException {
        long left = Math.min(maxBytes, Files.getFileStore(folder).getUsableSpace() / 2);
        List<Path> files = new ArrayList<>();
        int number = 0;
        for (CorpusUrlPair pair : urls.all()) {
            String part =
                    urls.all().size() == 1 ? "" : String.format(Locale.ROOT, "-%03d", number++);
            left -= download(pair.prompts(), folder.resolve("prompts" + part + ".txt"), left);
            left -= download(pair.stories(), folder.resolve("stories" + part + ".txt"), left);
            files.add(folder.resolve("prompts" + part + ".txt"));
            files.add(folder.resolve("stories" + part + ".txt"));
        }
        return files;
    }

    private long download(String url, Path file, long left) throws IOException {
        fetcher.fetch(url, file, left);
        control.beatOrStop();
        return Files.size(file);
    }

    private String hash(List<Path> files) throws IOException {
        MessageDigest digest = FileChecksum.digest();
        for (Path file : files) {
            if (!file.equals(files.get(files.size() - 1))) {
                int length = (int) Files.size(file);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            }
            try (InputStream in = Files.newInputStream(file)) {
                FileChecksum.update(digest, in);
            }
            control.beatOrStop();
        }
        return FileChecksum.hex(digest).substring(0, HASH_DIGITS);
    }

    private void copy(List<Path> files, Path folder) throws IOException {
        for (Path file : files) {
            Path name = Objects.requireNonNull(file.getFileName());
            Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            control.beatOrStop();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
