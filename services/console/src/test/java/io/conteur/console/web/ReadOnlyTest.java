package io.conteur.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A console that only shows. */
@QuarkusTest
@TestProfile(ReadOnlyTest.Shown.class)
class ReadOnlyTest {
    @TestHTTPResource("/")
    URI root;

    /** By configuration. */
    public static final class Shown implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("conteur.console.read-only", "true");
        }
    }

    @Test
    void nothingIsSentAndThePageKnows() throws Exception {
        HttpCalls http = new HttpCalls(root);

        assertEquals(403, http.post("/api/prompts", "{'prompt':'A dog'}").status());
        assertEquals(403, http.upload("tales", "A dog", "It barks.").status());
        assertEquals(200, http.get("/").status());
        assertTrue(http.get("/api/settings").json().path("readOnly").asBoolean());
    }
}
