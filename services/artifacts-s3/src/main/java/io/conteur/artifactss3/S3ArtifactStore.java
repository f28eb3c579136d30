package io.conteur.artifactss3;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactConflictException;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.artifacts.StoreUnavailableException;
import io.conteur.artifacts.format.ArtifactKey;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.artifacts.format.Manifest;
import io.conteur.artifactss3.ArtifactObjects.PublishedManifest;
import io.conteur.artifactss3.bucket.Bucket;
import io.conteur.artifactss3.cache.FileCache;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Artifacts in a bucket, with fetched files in a local cache.
 *
 * <p>To publish: write and hash the files in a local directory, upload them, and then the manifest
 * on the condition that there is none. This last request decides between racing publishers.
 */
final class S3ArtifactStore implements ArtifactStore {
    private static final int MAX_ATTEMPTS = 3;

    /** Later, others might already delete the files. */
    private static final Duration PUBLISH_WITHIN = OrphanSweep.KEEP.dividedBy(2);

    private final Bucket bucket;
    private final ArtifactObjects objects;
    private final FileCache cache;
    private final Clock clock;
    private final AtomicBoolean swept = new AtomicBoolean();

    S3ArtifactStore(Bucket bucket, FileCache cache, Clock clock) {
        this.bucket = bucket;
        this.objects = new ArtifactObjects(bucket);
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public Artifact publish(String key, ArtifactWriter writer) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        Path staged = cache.newDirectory();
        try {
            writer.writeTo(staged);
            Manifest manifest = Manifest.of(staged);
            requireOutsideOfOthers(checked);
            if (!isPublished(key, manifest)) {
                sweepOnce();
                publish(key, manifest, staged);
            }
            return manifest.artifact(key);
        } finally {
            delete(staged);
        }
    }

    /** A key must neither be inside another artifact nor contain one. */
    private void requireOutsideOfOthers(ArtifactKey key) throws IOException {
        for (String parent : key.parents()) {
            if (objects.manifest(parent).isPresent()) {
                throw new ArtifactConflictException(parent);
            }
        }
        if (objects.keys(key.text()).stream().anyMatch(inside -> !inside.equals(key.text()))) {
            throw new ArtifactConflictException(key.text());
        }
    }

    /**
     * Whether the key has this manifest, and every file.
     *
     * @throws ArtifactConflictException if it has another
     */
    private boolean isPublished(String key, Manifest manifest) throws IOException {
        Optional<PublishedManifest> present = objects.manifest(key);
        if (present.isEmpty()) {
            return false;
        }
        if (!Arrays.equals(present.get().json(), manifest.toJson())) {
            throw new ArtifactConflictException(key);
        }
        objects.requireFiles(key, present.get().publication(), manifest);
        return true;
    }

    /** Once a process, as it lists the whole store. */
    private void sweepOnce() throws IOException {
        if (swept.compareAndSet(false, true)) {
            new OrphanSweep(bucket, objects).run(clock.instant());
        }
    }

    /**
     * Uploads and commits. A failure deletes no file: a request that was given up may still reach
     * the server and commit them. The sweep deletes what is left over.
     */
    private void publish(String key, Manifest manifest, Path staged) throws IOException {
        Instant began = clock.instant();
        String publication = UUID.randomUUID().toString();
        Set<String> uploaded = new HashSet<>();
        for (FileChecksum file : manifest.files()) {
            if (uploaded.add(file.sha256())) {
                String name = ArtifactObjects.file(key, publication, file);
                bucket.upload(name, staged.resolve(file.name()), file);
            }
        }
        PublishedManifest published = new PublishedManifest(manifest.toJson(), publication);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            requireYoung(key, began);
            if (objects.commit(key, published) || isPublished(key, manifest)) {
                return;
            }
        }
        throw new StoreUnavailableException(
                bucket.root().toString(), key + " is deleted whenever it is published", null);
    }

    private void requireYoung(String key, Instant began) throws IOException {
        if (clock.instant().isAfter(began.plus(PUBLISH_WITHIN))) {
            throw new IOException(
                    "publishing %s took more than %d hours; it must be repeated"
                            .formatted(key, PUBLISH_WITHIN.toHours()));
        }
    }

    private static void delete(Path staged) throws IOException {
        try (Stream<Path> paths = Files.walk(staged)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public List<String> names(String key, String sha256) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        return twice(() -> Manifest.verified(key, published(checked).json(), sha256).names());
    }

    @Override
    public Path fetch(String key, String sha256, FileSelection files) throws IOException {
        return twice(() -> fetch(new ArtifactKey(key), sha256, files));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Bytes may be damaged on their way, so only a second reading tells that the store has them.
     */
    private static <T> T twice(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (DamagedArtifactException e) {
            return reading.read();
        }
    }

    private Path fetch(ArtifactKey checked, String sha256, FileSelection files) throws IOException {
        String key = checked.text();
        for (int attempt = 1; ; attempt++) {
            PublishedManifest published = published(checked);
            List<FileChecksum> selected =
                    Manifest.verified(key, published.json(), sha256).select(key, files);
            try {
                return cache.fetch(
                        sha256, selected, (file, to) -> download(key, published, file, to));
            } catch (MissingFileException e) {
                requireReplaced(checked, published, attempt);
            }
        }
    }

    /** A file that the manifest names is missing. */
    private static final class MissingFileException extends NoSuchFileException {
        private static final long serialVersionUID = 1L;

        MissingFileException(String key) {
            super(key, null, "one of its files is missing");
        }
    }

    private PublishedManifest published(ArtifactKey key) throws IOException {
        return objects.manifest(key.text())
                .orElseThrow(
                        () ->
                                new NoSuchFileException(
                                        key.text(), null, "no such artifact in " + bucket.root()));
    }

    private void download(
            String key, PublishedManifest published, FileChecksum file, OutputStream to)
            throws IOException {
        try {
            String name = ArtifactObjects.file(key, published.publication(), file);
            bucket.download(name, file, to);
        } catch (NoSuchFileException e) {
            throw new MissingFileException(key);
        }
    }

    /** A missing file is damage, unless the artifact was deleted and published again meanwhile. */
    private void requireReplaced(ArtifactKey key, PublishedManifest missing, int attempt)
            throws IOException {
        PublishedManifest now = published(key);
        if (now.publication().equals(missing.publication()) || attempt == MAX_ATTEMPTS) {
            throw new DamagedArtifactException(key.text(), "a file is missing");
        }
    }

    @Override
    public void verify(Artifact artifact) throws IOException {
        String key = artifact.key();
        PublishedManifest published = published(new ArtifactKey(key));
        Manifest manifest = Manifest.verified(key, published.json(), artifact.sha256());
        objects.requireFiles(key, published.publication(), manifest);
        for (FileChecksum file : manifest.files()) {
            twice(
                    () -> {
                        download(key, published, file, OutputStream.nullOutputStream());
                        return file;
                    });
        }
    }

    @Override
    public List<Artifact> list(String prefix) throws IOException {
        String start = prefix.isEmpty() ? "" : new ArtifactKey(prefix).text();
        List<Artifact> found = new ArrayList<>();
        for (String key : objects.keys(start)) {
            describe(key).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private Optional<Artifact> describe(String key) throws IOException {
        try {
            Optional<PublishedManifest> published = objects.manifest(key);
            return published.isEmpty()
                    ? Optional.empty() // Just deleted.
                    : Optional.of(Manifest.parse(key, published.get().json()).artifact(key));
        } catch (DamagedArtifactException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        Optional<PublishedManifest> published = objects.manifest(checked.text());
        if (published.isPresent()) {
            objects.delete(key, published.get().publication());
        } else if (!objects.keys(key).isEmpty()) {
            throw new IllegalArgumentException("'%s' is no artifact: it holds some".formatted(key));
        }
    }
}
