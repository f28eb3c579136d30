package io.conteur.artifacts;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Artifacts under one root, shared by any number of processes. An artifact appears whole, synced to
 * the disk, or not at all, and never changes. Keys are relative names; a key that could lead out of
 * the root is an {@link IllegalArgumentException}.
 */
public final class ArtifactStore {
    /** Its real path, once it is there. */
    private volatile Path root;

    private volatile StagingDirectory staging;

    private ArtifactStore(Path root, StagingDirectory staging) {
        this.root = root;
        this.staging = staging;
    }

    /** Opens the store at a root, created when missing, and sweeps what old crashes left there. */
    public static ArtifactStore at(Path root) throws IOException {
        Path canonical = Files.createDirectories(root).toRealPath();
        StagingDirectory staging = StagingDirectory.under(canonical);
        staging.sweep();
        return new ArtifactStore(canonical, staging);
    }

    /**
     * Opens the store at a root that may be away right now; until it is there all methods say so.
     *
     * @see StoreUnavailableException
     */
    public static ArtifactStore atOrLater(Path root) throws IOException {
        try {
            return at(root);
        } catch (FileSystemException e) {
            Path absolute = root.toAbsolutePath().normalize();
            return new ArtifactStore(absolute, StagingDirectory.later(absolute));
        }
    }

    /** What leads to the root may be a link, whose end is known when the root is there. */
    private void requireRoot() throws StoreUnavailableException {
        Path real = DurableFiles.requireRoot(root);
        if (!real.equals(root)) {
            staging = StagingDirectory.later(real);
            root = real;
        }
    }

    /**
     * Publishes what {@code contents} writes. Publishing the same bytes again changes nothing, so a
     * repeated job is harmless.
     *
     * @throws ArtifactConflictException if the key has other bytes, or leads into or over others
     * @throws DamagedArtifactException if the key has these bytes but they are damaged
     * @throws StoreUnavailableException if the root is missing; it is made by {@link #at} alone
     */
    public Artifact publish(String key, ArtifactWriter contents) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        requireRoot();
        checked.requireOutsideOfOthers(root);
        Path staged = staging.create();
        try {
            contents.writeTo(staged);
            byte[] manifest = seal(staged);
            if (!place(staged, checked.under(root))) {
                requireSame(key, manifest);
            }
            return describe(key, manifest);
        } finally {
            DurableFiles.delete(staged);
        }
    }

    /**
     * Publishes as {@link #publish}, but keeps a whole artifact of other bytes that the key already
     * has, and replaces a damaged one. The result says which bytes the key has.
     */
    public Artifact publishOrKeep(String key, ArtifactWriter contents) throws IOException {
        try {
            return publish(key, contents);
        } catch (ArtifactConflictException | DamagedArtifactException e) {
            for (Artifact present : list(key)) {
                if (isWhole(present)) {
                    return present;
                }
            }
            delete(key);
            return publish(key, contents);
        }
    }

    private boolean isWhole(Artifact artifact) throws IOException {
        try {
            fetch(artifact.key(), artifact.sha256());
            return true;
        } catch (DamagedArtifactException e) {
            return false;
        }
    }

    /** Syncs the files, then writes the manifest, last. */
    private static byte[] seal(Path staged) throws IOException {
        List<FileChecksum> files = new ArrayList<>();
        for (Path file : DurableFiles.entries(staged)) {
            if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(
                        "an artifact holds regular files alone, not " + file.getFileName());
            }
            DurableFiles.sync(file);
            files.add(FileChecksum.of(file));
        }
        byte[] manifest = new Manifest(files).toJson();
        Path file = Files.write(staged.resolve(Manifest.FILE), manifest);
        DurableFiles.sync(file);
        DurableFiles.sync(staged);
        return manifest;
    }

    /** Whether the staged directory became the artifact; not if the place is taken. */
    private boolean place(Path staged, Path place) throws IOException {
        DurableFiles.createDirectories(root, DurableFiles.parent(place));
        try {
            DurableFiles.rename(staged, place);
        } catch (IOException e) {
            if (Files.exists(place, NOFOLLOW_LINKS)) {
                return false;
            }
            throw e;
        }
        DurableFiles.sync(DurableFiles.parent(place));
        return true;
    }

    private void requireSame(String key, byte[] manifest) throws IOException {
        ArtifactVerifier inspection = inspect(key);
        if (Files.notExists(inspection.directory().resolve(Manifest.FILE), NOFOLLOW_LINKS)
                || !Arrays.equals(inspection.manifestBytes(), manifest)) {
            throw new ArtifactConflictException(key);
        }
        inspection.verify(Manifest.parse(manifest));
        // Whoever came first may not have come to this yet.
        DurableFiles.sync(DurableFiles.parent(inspection.directory()));
    }

    private static Artifact describe(String key, byte[] manifest) {
        return new Artifact(key, FileChecksum.sha256Of(manifest), Manifest.parse(manifest).bytes());
    }

    private ArtifactVerifier inspect(String key) {
        return new ArtifactVerifier(key, new ArtifactKey(key).under(root));
    }

    /**
     * The directory of an artifact, every file of it verified: the manifest's hash, then all sizes,
     * then all hashes. To be read, never written.
     *
     * @param maxBytes of all files; of an artifact with more, only the manifest is read
     * @throws NoSuchFileException if there is no such artifact
     * @throws DamagedArtifactException if anything differs from what was published as {@code
     *     sha256}
     * @throws StoreUnavailableException if the root is missing or empty, which says nothing of any
     *     artifact
     */
    public Path fetch(String key, String sha256, long maxBytes) throws IOException {
        requireRoot();
        ArtifactVerifier inspection = inspect(key);
        DurableFiles.requireFilledRoot(root);
        if (!DurableFiles.isDirectory(inspection.directory())) {
            throw new NoSuchFileException(key, null, "no such artifact under " + root);
        }
        Manifest manifest = inspection.manifest(sha256);
        inspection.requireAtMost(maxBytes, manifest);
        inspection.verify(manifest);
        return inspection.directory();
    }

    /** As the other, of any size. */
    public Path fetch(String key, String sha256) throws IOException {
        return fetch(key, sha256, Long.MAX_VALUE);
    }

    /**
     * The artifacts at or anywhere under {@code prefix} (whole names; empty for all), sorted by
     * key. Their files are not verified; one without a whole manifest is left out.
     *
     * @throws StoreUnavailableException if the root is missing or empty, which says nothing of any
     *     artifact
     */
    public List<Artifact> list(String prefix) throws IOException {
        requireRoot();
        Path start = prefix.isEmpty() ? root : new ArtifactKey(prefix).under(root);
        List<Artifact> found = new ArrayList<>();
        collect(start, found);
        // Afterwards, because a root that vanishes meanwhile looks like one without artifacts.
        DurableFiles.requireFilledRoot(root);
        found.sort(Comparator.comparing(Artifact::key));
        return List.copyOf(found);
    }

    private void collect(Path place, List<Artifact> found) throws IOException {
        if (!DurableFiles.isDirectory(place)) {
            return;
        }
        try {
            if (DurableFiles.exists(place.resolve(Manifest.FILE))) {
                String key = root.relativize(place).toString().replace('\\', '/');
                found.add(describe(key, inspect(key).manifestBytes()));
                return;
            }
            for (Path entry : DurableFiles.entries(place)) {
                if (ArtifactKey.isName(entry.getFileName().toString())) {
                    collect(entry, found);
                }
            }
        } catch (DamagedArtifactException | IllegalArgumentException | NoSuchFileException e) {
            return; // Not whole, or just deleted.
        }
    }

    /** Removes an artifact, whole or damaged, in one step; does nothing where there is none. */
    public void delete(String key) throws IOException {
        requireRoot();
        Path place = new ArtifactKey(key).under(root);
        if (!Files.isDirectory(place, NOFOLLOW_LINKS)) {
            return;
        }
        boolean artifact = Files.exists(place.resolve(Manifest.FILE), NOFOLLOW_LINKS);
        if (!artifact && !list(key).isEmpty()) {
            throw new IllegalArgumentException("'%s' is no artifact: it holds some".formatted(key));
        }
        staging.discard(place);
    }
}
