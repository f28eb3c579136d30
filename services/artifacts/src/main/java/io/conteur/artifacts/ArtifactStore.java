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
 * Immutable artifacts under one root directory, shared by any number of processes. Publishing is
 * atomic and durable. Keys are relative paths; one that could leave the root is an {@link
 * IllegalArgumentException}.
 *
 * <p>To publish: write and fsync the files and the manifest in the staging directory, rename it to
 * the key, fsync the parent directory.
 */
public final class ArtifactStore {
    /** The real path, once it exists. */
    private volatile Path root;

    private volatile StagingDirectory staging;

    private ArtifactStore(Path root, StagingDirectory staging) {
        this.root = root;
        this.staging = staging;
    }

    /**
     * Opens the store at a root, which is created when missing, and deletes leftovers of crashes.
     */
    public static ArtifactStore at(Path root) throws IOException {
        Path canonical = Files.createDirectories(root).toRealPath();
        StagingDirectory staging = StagingDirectory.under(canonical);
        staging.sweep();
        return new ArtifactStore(canonical, staging);
    }

    /**
     * Opens the store at a root that may be unavailable now. Until it is available, all methods
     * throw {@link StoreUnavailableException}.
     */
    public static ArtifactStore atOrLater(Path root) throws IOException {
        try {
            return at(root);
        } catch (FileSystemException e) {
            Path absolute = root.toAbsolutePath().normalize();
            return new ArtifactStore(absolute, StagingDirectory.later(absolute));
        }
    }

    /** The path to the root may have links, which can be resolved only once it exists. */
    private void requireRoot() throws StoreUnavailableException {
        Path real = DurableFiles.requireRoot(root);
        if (!real.equals(root)) {
            staging = StagingDirectory.later(real);
            root = real;
        }
    }

    /**
     * Publishes what {@code writer} writes. Idempotent: publishing the same bytes again has no
     * effect.
     *
     * @throws ArtifactConflictException if the key has other bytes, or is inside another artifact
     *     or contains one
     * @throws DamagedArtifactException if the key has these bytes but they are damaged
     * @throws StoreUnavailableException if the root is missing; only {@link #at} creates it
     */
    public Artifact publish(String key, ArtifactWriter writer) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        requireRoot();
        checked.requireOutsideOfOthers(root);
        Path staged = staging.create();
        try {
            writer.writeTo(staged);
            byte[] manifest = seal(staged);
            if (!moveIntoPlace(staged, checked.under(root))) {
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

    /** Renames the staged directory to the artifact's; false if that exists. */
    private boolean moveIntoPlace(Path staged, Path target) throws IOException {
        DurableFiles.createDirectories(root, DurableFiles.parent(target));
        try {
            DurableFiles.rename(staged, target);
        } catch (IOException e) {
            if (Files.exists(target, NOFOLLOW_LINKS)) {
                return false;
            }
            throw e;
        }
        DurableFiles.sync(DurableFiles.parent(target));
        return true;
    }

    private void requireSame(String key, byte[] manifest) throws IOException {
        ArtifactVerifier verifier = verifier(key);
        if (Files.notExists(verifier.directory().resolve(Manifest.FILE), NOFOLLOW_LINKS)
                || !Arrays.equals(verifier.manifestBytes(), manifest)) {
            throw new ArtifactConflictException(key);
        }
        verifier.verify(Manifest.parse(manifest));
        // The process that published it first may not have done this yet.
        DurableFiles.sync(DurableFiles.parent(verifier.directory()));
    }

    private static Artifact describe(String key, byte[] manifest) {
        return new Artifact(key, FileChecksum.sha256Of(manifest), Manifest.parse(manifest).bytes());
    }

    private ArtifactVerifier verifier(String key) {
        return new ArtifactVerifier(key, new ArtifactKey(key).under(root));
    }

    /**
     * The directory of an artifact, verified: the manifest's hash, then all sizes, then all hashes.
     * It must not be written to.
     *
     * @param maxBytes of all files; of a larger artifact only the manifest is read
     * @throws NoSuchFileException if there is no such artifact
     * @throws DamagedArtifactException if anything differs from what was published as {@code
     *     sha256}
     * @throws StoreUnavailableException if the root is missing or empty
     */
    public Path fetch(String key, String sha256, long maxBytes) throws IOException {
        requireRoot();
        ArtifactVerifier verifier = verifier(key);
        DurableFiles.requireFilledRoot(root);
        if (!DurableFiles.isDirectory(verifier.directory())) {
            throw new NoSuchFileException(key, null, "no such artifact under " + root);
        }
        Manifest manifest = verifier.manifest(sha256);
        verifier.requireAtMost(maxBytes, manifest);
        verifier.verify(manifest);
        return verifier.directory();
    }

    /** As {@link #fetch(String, String, long)}, of any size. */
    public Path fetch(String key, String sha256) throws IOException {
        return fetch(key, sha256, Long.MAX_VALUE);
    }

    /**
     * The artifacts at or under {@code prefix} (whole segments; empty for all), sorted by key.
     * Their files are not verified; those without a valid manifest are left out.
     *
     * @throws StoreUnavailableException if the root is missing or empty
     */
    public List<Artifact> list(String prefix) throws IOException {
        requireRoot();
        Path start = prefix.isEmpty() ? root : new ArtifactKey(prefix).under(root);
        List<Artifact> found = new ArrayList<>();
        collect(start, found);
        // Afterwards, because a root that is unmounted meanwhile looks like one without artifacts.
        DurableFiles.requireFilledRoot(root);
        found.sort(Comparator.comparing(Artifact::key));
        return List.copyOf(found);
    }

    private void collect(Path path, List<Artifact> found) throws IOException {
        if (!DurableFiles.isDirectory(path)) {
            return;
        }
        try {
            if (DurableFiles.exists(path.resolve(Manifest.FILE))) {
                String key = root.relativize(path).toString().replace('\\', '/');
                found.add(describe(key, verifier(key).manifestBytes()));
                return;
            }
            for (Path entry : DurableFiles.entries(path)) {
                if (ArtifactKey.isName(entry.getFileName().toString())) {
                    collect(entry, found);
                }
            }
        } catch (DamagedArtifactException | IllegalArgumentException | NoSuchFileException e) {
            return; // Incomplete, or just deleted.
        }
    }

    /** Deletes an artifact, even a damaged one, atomically; does nothing when there is none. */
    public void delete(String key) throws IOException {
        requireRoot();
        Path path = new ArtifactKey(key).under(root);
        if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
            return;
        }
        boolean artifact = Files.exists(path.resolve(Manifest.FILE), NOFOLLOW_LINKS);
        if (!artifact && !list(key).isEmpty()) {
            throw new IllegalArgumentException("'%s' is no artifact: it holds some".formatted(key));
        }
        staging.discard(path);
    }
}
