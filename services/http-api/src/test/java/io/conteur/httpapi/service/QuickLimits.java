package io.conteur.httpapi.service;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Short times, and a bound of the backlog above what tests leave unanswered. */
public final class QuickLimits implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "conteur.http.return-within", "1s",
                "conteur.http.slow-client-after", "1s",
                "conteur.http.max-backlog", "1000000");
    }
}
