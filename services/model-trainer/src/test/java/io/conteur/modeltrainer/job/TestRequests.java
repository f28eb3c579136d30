package io.conteur.modeltrainer.job;

import io.conteur.events.ArtifactReference;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.Request;
import java.nio.charset.StandardCharsets;

/** Training requests for tests. */
public final class TestRequests {
    public static final ArtifactReference CORPUS =
            new ArtifactReference("corpora/tales-0a1b2c3d4e5f", "a".repeat(64));

    private TestRequests() {}

    /** With further fields in JSON, such as {@code "steps":6}. */
    public static Request of(ArtifactReference corpus, String fields) {
        return of(corpus, fields, "job-1");
    }

    public static Request of(ArtifactReference corpus, String fields, String id) {
        String json =
                """
                {"id":"%s","model":"tales","corpus":{"key":"%s","sha256":"%s"}%s}"""
                        .formatted(
                                id,
                                corpus.key(),
                                corpus.sha256(),
                                fields.isEmpty() ? "" : "," + fields);
        return new Request(
                RecordKey.of("tales"), json.getBytes(StandardCharsets.UTF_8), "topic-0-0");
    }

    public static JobSpec job(String fields) {
        return JobSpec.of(of(CORPUS, fields));
    }
}
