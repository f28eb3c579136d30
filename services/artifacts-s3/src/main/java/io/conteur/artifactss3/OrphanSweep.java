package io.conteur.artifactss3;

import io.conteur.artifactss3.ArtifactObjects.PublishedManifest;
import io.conteur.artifactss3.bucket.Bucket;
import io.conteur.artifactss3.bucket.ObjectEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Deletes files that no manifest names: publishers that were killed, or lost a race, leave them. A
 * lifecycle rule of the bucket cannot tell them from others.
 */
record OrphanSweep(Bucket bucket, ArtifactObjects objects) {
    /** A publisher gives up long before its files are as old as this. */
    static final Duration KEEP = Duration.ofDays(1);

    private static final Pattern FILE = Pattern.compile("(.+)/~([^/]+)/[^/]+");

    /** Deletes those that are old at this time. */
    void run(Instant now) throws IOException {
        Map<String, Optional<PublishedManifest>> manifests = new HashMap<>();
        for (ObjectEntry object : bucket.list("")) {
            Matcher file = FILE.matcher(object.name());
            if (file.matches() && object.modified().isBefore(now.minus(KEEP))) {
                String key = file.group(1);
                if (!manifests.containsKey(key)) {
                    manifests.put(key, objects.manifest(key));
                }
                if (isOrphan(file.group(2), manifests.getOrDefault(key, Optional.empty()))) {
                    bucket.delete(object.name());
                }
            }
        }
    }

    /** A manifest without a publication was copied without its metadata: all files are kept. */
    private static boolean isOrphan(String publication, Optional<PublishedManifest> manifest) {
        String named = manifest.map(PublishedManifest::publication).orElse("none");
        return !named.isEmpty() && !named.equals(publication);
    }
}
