package io.conteur.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Immutable artifacts under one root, which any number of processes share. Publishing is atomic and
 * durable. Keys are relative paths; one that could leave the root is an {@link
 * IllegalArgumentException}.
 *
 * <p>Every method throws {@link StoreUnavailableException} when the store cannot be used now:
 * artifacts may still exist, and a retry may succeed.
 */
public interface ArtifactStore {
    /**
     * The store in a folder, which is created when missing.
     *
     * @throws IOException if the folder cannot be created
     */
    static ArtifactStore at(Path root) throws IOException {
        return open(Files.createDirectories(root).toString(), RemoteSettings.none());
    }

    /**
     * The store at a root: a folder, which is created when missing, or a URI such as {@code
     * s3://bucket/prefix}. The store may be unavailable until later.
     *
     * @param remote for stores that are not a folder
     * @throws IllegalArgumentException if no module on the class path knows such roots
     */
    static ArtifactStore open(String root, RemoteSettings remote) throws IOException {
        ClassLoader loader = ArtifactStoreProvider.class.getClassLoader();
        for (ArtifactStoreProvider provider :
                ServiceLoader.load(ArtifactStoreProvider.class, loader)) {
            if (provider.accepts(root)) {
                return provider.open(root, remote);
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no artifact root: it is a folder, or such as s3://bucket/prefix"
                        .formatted(root));
    }

    /**
     * Publishes what {@code writer} writes. Idempotent: publishing the same bytes again has no
     * effect.
     *
     * @throws ArtifactConflictException if the key has other bytes, or is inside another artifact
     *     or contains one
     * @throws DamagedArtifactException if the key has these bytes, but the store sees that they are
     *     damaged; a folder is read whole for it, of objects only names and sizes are compared
     */
    Artifact publish(String key, ArtifactWriter writer) throws IOException;

    /**
     * Publishes as {@link #publish}, but keeps a whole artifact of other bytes that the key already
     * has, and replaces a damaged one. The result says which bytes the key has.
     */
    default Artifact publishOrKeep(String key, ArtifactWriter writer) throws IOException {
        try {
            return publish(key, writer);
        } catch (ArtifactConflictException | DamagedArtifactException e) {
            for (Artifact present : list(key)) {
                if (isWhole(present)) {
                    return present;
                }
            }
            delete(key);
            return publish(key, writer);
        }
    }

    private boolean isWhole(Artifact artifact) throws IOException {
        try {
            verify(artifact);
            return true;
        } catch (DamagedArtifactException e) {
            return false;
        }
    }

    /**
     * The names of an artifact's files, sorted. Only its manifest is read and verified.
     *
     * @throws NoSuchFileException if there is no such artifact
     * @throws DamagedArtifactException if its manifest is not the one of {@code sha256}
     */
    List<String> names(String key, String sha256) throws IOException;

    /**
     * A local directory with the selected files of an artifact, verified: the manifest's hash, then
     * all sizes, then all hashes. It must not be written to. It may hold other files too, which are
     * not verified.
     *
     * <p>The files of a remote store are copies, which may be deleted after more bytes have been
     * fetched than its cache holds: open them soon. A file that is open stays readable.
     *
     * @throws NoSuchFileException if there is no such artifact
     * @throws DamagedArtifactException if anything differs from what was published as {@code
     *     sha256}, or a selected file was not published, or the files are larger than selected
     */
    Path fetch(String key, String sha256, FileSelection files) throws IOException;

    /** As {@link #fetch(String, String, FileSelection)}, all files and no others. */
    default Path fetch(String key, String sha256) throws IOException {
        return fetch(key, sha256, FileSelection.all());
    }

    /**
     * Verifies every file of an artifact where it is stored, not in a cache.
     *
     * @throws NoSuchFileException if there is no such artifact
     * @throws DamagedArtifactException if anything differs from what was published
     */
    void verify(Artifact artifact) throws IOException;

    /**
     * The artifacts at or under {@code prefix} (whole segments; empty for all), sorted by key.
     * Their files are not verified; those without a valid manifest are left out.
     */
    List<Artifact> list(String prefix) throws IOException;

    /**
     * Deletes an artifact, even a damaged one, atomically; does nothing when there is none.
     *
     * @throws IllegalArgumentException if the key is none of an artifact, but contains some
     */
    void delete(String key) throws IOException;
}
