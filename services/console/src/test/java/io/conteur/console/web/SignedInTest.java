package io.conteur.console.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The profile {@code oidc} with tokens that are signed by the key of a provider. */
@QuarkusTest
@TestProfile(SignedInTest.SignedIn.class)
class SignedInTest {
    private static final KeyPair KEYS = keys();

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @TestHTTPResource("/")
    URI root;

    /** The service's profile, and a provider of this test's. */
    public static final class SignedIn implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "test,oidc";
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Provider.class));
        }
    }

    /** An OpenID provider: its configuration and its public key. */
    public static final class Provider implements QuarkusTestResourceLifecycleManager {
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server =
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String address = "http://localhost:" + server.getAddress().getPort();
            serve(
                    "/.well-known/openid-configuration",
                    ("{'issuer':'%1$s','jwks_uri':'%1$s/keys','authorization_endpoint':'%1$s/authorize',"
                                    + "'token_endpoint':'%1$s/token'}")
                            .formatted(address));
            serve("/keys", jwks());
            server.start();
            return Map.of(
                    "quarkus.oidc.auth-server-url", address,
                    "quarkus.oidc.client-id", "console",
                    "quarkus.oidc.credentials.secret", "a-secret-that-only-this-test-knows-of");
        }

        private void serve(String path, String json) {
            byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            server.createContext(
                    path,
                    exchange -> {
                        exchange.getResponseHeaders().add("Content-Type", "application/json");
                        exchange.sendResponseHeaders(200, body.length);
                        try (OutputStream out = exchange.getResponseBody()) {
                            out.write(body);
                        }
                    });
        }

        private static String jwks() {
            RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
            return "{'keys':[{'kty':'RSA','kid':'one','alg':'RS256','use':'sig','n':'%s','e':'%s'}]}"
                    .formatted(base64(key.getModulus()), base64(key.getPublicExponent()));
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }

    @Test
    void whoIsNotSignedInIsSentToTheProvider() throws Exception {
        HttpResponse<String> page = get("/", "");

        assertEquals(302, page.statusCode());
        assertTrue(page.headers().firstValue("Location").orElseThrow().contains("/authorize?"));
        assertEquals(302, get("/events", "").statusCode());
    }

    @Test
    void aTokenOfTheProviderOpensPageAndInterface() throws Exception {
        String token = token(KEYS);

        assertEquals(200, get("/", token).statusCode());
        assertEquals(200, get("/api/settings", token).statusCode());
    }

    @Test
    void aTokenOfSomebodyElseOpensNothing() throws Exception {
        assertEquals(401, get("/api/settings", token(keys())).statusCode());
    }

    @Test
    void healthIsForEverybody() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(management.resolve("/q/health/live")).build();

        assertEquals(
                200,
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    private String token(KeyPair signer) {
        String provider =
                ConfigProvider.getConfig().getValue("quarkus.oidc.auth-server-url", String.class);
        return Jwt.issuer(provider)
                .subject("reader")
                .audience("console")
                .expiresIn(300)
                .jws()
                .keyId("one")
                .sign(signer.getPrivate());
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
