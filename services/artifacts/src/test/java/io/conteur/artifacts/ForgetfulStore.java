package io.conteur.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Holds the files of the latest fetch alone, as a cache may that is smaller than a corpus. */
public record ForgetfulStore(ArtifactStore store, Path cache) implements ArtifactStore {
    @Override
    public Path fetch(String key, String sha256, FileSelection files) throws IOException {
        Path whole = store.fetch(key, sha256, files);
        Files.createDirectories(cache);
        for (Path old : list(cache)) {
            Files.delete(old);
        }
        for (Path file : list(whole)) {
            String name = file.getFileName().toString();
            if (files.names().isEmpty() || files.names().contains(name)) {
                Files.copy(file, cache.resolve(name));
            }
        }
        return cache;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Override
    public List<String> names(String key, String sha256) throws IOException {
        return store.names(key, sha256);
    }

    @Override
    public Artifact publish(String key, ArtifactWriter writer) throws IOException {
        return store.publish(key, writer);
    }

    @Override
    public void verify(Artifact artifact) throws IOException {
        store.verify(artifact);
    }

    @Override
    public List<Artifact> list(String prefix) throws IOException {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key);
    }
}
