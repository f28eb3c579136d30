package io.conteur.artifactss3;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.format.ArtifactKey;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.artifacts.format.Manifest;
import io.conteur.artifactss3.bucket.Bucket;
import io.conteur.artifactss3.bucket.ObjectEntry;
import io.conteur.artifactss3.bucket.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The objects of an artifact:
 *
 * <pre>
 *   KEY/manifest.json         the manifest, whose metadata names the publication
 *   KEY/~PUBLICATION/SHA256   a file, named by its content
 * </pre>
 *
 * <p>An artifact exists when its manifest does. Every attempt to publish has an id of its own, its
 * publication. So publications share no files, and deleting an artifact cannot delete a file that a
 * concurrent publisher is about to name in its manifest.
 */
record ArtifactObjects(Bucket bucket) {
    private static final String MANIFEST = "/" + Manifest.FILE;
    private static final String PUBLICATION = "publication";

    /** A manifest as it is stored, unparsed. */
    record PublishedManifest(byte[] json, String publication) {}

    Optional<PublishedManifest> manifest(String key) throws IOException {
        return bucket.read(key + MANIFEST, Manifest.MAX_BYTES)
                .map(
                        object ->
                                new PublishedManifest(
                                        object.content(),
                                        object.metadata().getOrDefault(PUBLICATION, "")));
    }

    /** Makes a publication visible; false when the key has a manifest. */
    boolean commit(String key, PublishedManifest manifest) throws IOException {
        return bucket.putIfAbsent(
                key + MANIFEST,
                new StoredObject(manifest.json(), Map.of(PUBLICATION, manifest.publication())));
    }

    /** The name of a file's object. */
    static String file(String key, String publication, FileChecksum file) {
        return filesOf(key, publication) + file.sha256();
    }

    private static String filesOf(String key, String publication) {
        return key + "/~" + publication + "/";
    }

    /**
     * Requires an object of the right size for every file.
     *
     * @throws DamagedArtifactException if one is missing or has another size
     */
    void requireFiles(String key, String publication, Manifest manifest) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        bucket.list(filesOf(key, publication))
                .forEach(object -> bytes.put(object.name(), object.bytes()));
        for (FileChecksum file : manifest.files()) {
            Long found = bytes.get(file(key, publication, file));
            if (found == null) {
                throw new DamagedArtifactException(key, file.name() + " is missing");
            }
            if (found != file.bytes()) {
                throw new DamagedArtifactException(
                        key,
                        "%s has %d bytes instead of %d"
                                .formatted(file.name(), found, file.bytes()));
            }
        }
    }

    /** The keys of the artifacts at or under a prefix of whole segments; empty for all. */
    List<String> keys(String prefix) throws IOException {
        return bucket.list(prefix.isEmpty() ? "" : prefix + "/").stream()
                .map(ObjectEntry::name)
                .filter(name -> name.endsWith(MANIFEST))
                .map(name -> name.substring(0, name.length() - MANIFEST.length()))
                .filter(ArtifactObjects::isKey)
                .sorted()
                .toList();
    }

    private static boolean isKey(String name) {
        try {
            return new ArtifactKey(name).text().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Deletes an artifact: the manifest first, so that it is never visible in part. */
    void delete(String key, String publication) throws IOException {
        bucket.delete(key + MANIFEST);
        if (!publication.isEmpty()) {
            for (ObjectEntry file : bucket.list(filesOf(key, publication))) {
                bucket.delete(file.name());
            }
        }
    }
}
