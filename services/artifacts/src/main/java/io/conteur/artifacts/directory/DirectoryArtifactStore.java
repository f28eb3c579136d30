package io.conteur.artifacts.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

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
 * Artifacts under one root directory. A root that is missing or empty is an outage, not a store
 * without artifacts: its volume may not be mounted.
 *
 * <p>To publish: write and fsync the files and the manifest in the staging directory, rename it to
 * the key, fsync the parent directory.
 */
final class DirectoryArtifactStore implements ArtifactStore {
    /** The real path, once it exists. */
    private volatile Path root;

    private volatile StagingDirectory staging;

    private DirectoryArtifactStore(Path root, StagingDirectory staging) {
        this.root = root;
        this.staging = staging;
    }

    /**
     * Opens the store at a root, which is created when missing, and deletes leftovers of crashes.
     * The root may be unavailable now.
     */
    static ArtifactStore open(Path root) throws IOException {
        try {
            Path canonical = Files.createDirectories(root).toRealPath();
            StagingDirectory staging = StagingDirectory.under(canonical);
            staging.sweep();
            return new DirectoryArtifactStore(canonical, staging);
        } catch (FileSystemException e) {
            Path absolute = root.toAbsolutePath().normalize();
            return new DirectoryArtifactStore(absolute, StagingDirectory.later(absolute));
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

    @Override
    public Artifact publish(String key, ArtifactWriter writer) throws IOException {
        ArtifactKey checked = new ArtifactKey(key);
        requireRoot();
        requireOutsideOfOthers(checked);
        Path staged = staging.create();
        try {
            writer.writeTo(staged);
            Manifest manifest = seal(staged);
            if (!moveIntoPlace(staged, checked.under(root))) {
                requireSame(key, manifest);
            }
            return manifest.artifact(key);
        } finally {
            DurableFiles.delete(staged);
        }
    }

    /** A key must not be inside another artifact. */
    private void requireOutsideOfOthers(ArtifactKey key) throws ArtifactConflictException {
        key.under(root);
        for (String parent : key.parents()) {
            if (Files.exists(root.resolve(parent).resolve(Manifest.FILE), NOFOLLOW_LINKS)) {
                throw new ArtifactConflictException(parent);
            }
        }
    }

    /** Syncs the files, then writes the manifest, last. */
    private static Manifest seal(Path staged) throws IOException {
        Manifest manifest = Manifest.of(staged);
        for (FileChecksum file : manifest.files()) {
            DurableFiles.sync(staged.resolve(file.name()));
        }
        DurableFiles.sync(Files.write(staged.resolve(Manifest.FILE), manifest.toJson()));
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

    private void requireSame(String key, Manifest manifest) throws IOException {
        ArtifactVerifier verifier = verifier(key);
        if (Files.notExists(verifier.directory().resolve(Manifest.FILE), NOFOLLOW_LINKS)
                || !Arrays.equals(verifier.manifestBytes(), manifest.toJson())) {
            throw new ArtifactConflictException(key);
        }
        verifier.verify(manifest);
        // The process that published it first may not have done this yet.
        DurableFiles.sync(DurableFiles.parent(verifier.directory()));
    }

    private ArtifactVerifier verifier(String key) {
        return new ArtifactVerifier(key, new ArtifactKey(key).under(root));
    }

    @Override
    public List<String> names(String key, String sha256) throws IOException {
        requireRoot();
        return manifest(verifier(key), sha256).names();
    }

    private Manifest manifest(ArtifactVerifier verifier, String sha256) throws IOException {
        String key = verifier.key();
        DurableFiles.requireFilledRoot(root);
        if (!DurableFiles.isDirectory(verifier.directory())) {
            throw new NoSuchFileException(key, null, "no such artifact under " + root);
        }
        return Manifest.verified(key, verifier.manifestBytes(), sha256);
    }

    @Override
    public Path fetch(String key, String sha256, FileSelection files) throws IOException {
        requireRoot();
        ArtifactVerifier verifier = verifier(key);
        Manifest manifest = manifest(verifier, sha256);
        List<FileChecksum> selected = manifest.select(key, files);
        if (files.names().isEmpty()) {
            verifier.verify(manifest);
        } else {
            verifier.verify(selected);
        }
        return verifier.directory();
    }

    @Override
    public void verify(Artifact artifact) throws IOException {
        fetch(artifact.key(), artifact.sha256());
    }

    @Override
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
                found.add(Manifest.parse(key, verifier(key).manifestBytes()).artifact(key));
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

    @Override
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
