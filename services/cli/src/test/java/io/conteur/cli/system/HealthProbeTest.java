package io.conteur.cli.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.conteur.cli.system.HealthProbe.Endpoint;
import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
    private final HealthProbe probe = new HealthProbe();

    @Test
    void aServiceThatIsUpHasNoFault() throws IOException {
        assertEquals(Optional.empty(), ask(200, "{\"status\":\"UP\",\"checks\":[]}"));
    }

    @Test
    void theChecksThatAreDownAreNamedWithTheirData() throws IOException {
        Optional<Fault> fault =
                ask(
                        503,
                        """
                        {"status":"DOWN","checks":[
                            {"name":"writing","status":"DOWN","data":{"reason":"stalled"}},
                            {"name":"memory","status":"UP"},
                            {"name":"past","status":"DOWN"}]}\
                        """);

        assertEquals(
                Optional.of(
                        new Fault("writing is down {\"reason\":\"stalled\"}; past is down", true)),
                fault);
    }

    @Test
    void anythingElseThanAHealthDocumentIsAFaultToo() throws IOException {
        assertEquals("HTTP status 500", ask(500, "{}").orElseThrow().reason());
        assertTrue(ask(500, "<html>").orElseThrow().reason().contains("not JSON"));
    }

    @Test
    void nobodyThereIsSilence() throws IOException {
        Fault fault = probe.check(LocalPorts.free(), Endpoint.READY).orElseThrow();

        assertFalse(fault.answered());
        assertTrue(fault.reason().contains("/q/health/ready"), fault.reason());
    }

    private Optional<Fault> ask(int status, String body) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.createContext(
                "/q/health/live",
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(bytes);
                    }
                });
        server.start();
        try {
            return probe.check(server.getAddress().getPort(), Endpoint.LIVE);
        } finally {
            server.stop(0);
        }
    }
}
