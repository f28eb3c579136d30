package io.conteur.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.cli.kafka.BrokerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConnectionOptionsTest {
    @TempDir private Path folder;
    private Path config;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("conteur.json"),
                "{\"bootstrap\":\"running:1\",\"artifacts\":\"/artifacts\",\"processes\":[]}");
        config = Files.writeString(folder.resolve("client"), "bootstrap.servers=configured:2\n");
    }

    @Test
    void aDataDirectoryThatIsNamedOverrulesTheEnvironment() throws IOException {
        assertEquals("running:1", address("--data", folder.toString()));
        assertEquals("environment:3", address());
        assertEquals(Map.of("security.protocol", "SSL"), access().settings());
        assertEquals(Map.of(), access("--data", folder.toString()).settings());
    }

    @Test
    void theOptionOverrulesAllOthersAndTheConfigurationTheDataDirectory() throws IOException {
        String data = folder.toString();

        assertEquals("configured:2", address("--data", data, "--config", config.toString()));
        assertEquals(
                "option:4",
                address("--data", data, "--config", config.toString(), "--bootstrap", "option:4"));
    }

    private static String address(String... arguments) throws IOException {
        return access(arguments).bootstrap();
    }

    private static BrokerAccess access(String... arguments) throws IOException {
        Connected command = new Connected();
        new CommandLine(command).parseArgs(arguments);
        return command.connection.address();
    }

    @Command
    private static final class Connected {
        @Mixin
        private final ConnectionOptions connection =
                new ConnectionOptions(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                "environment:3",
                                "KAFKA_SECURITY_PROTOCOL",
                                "SSL"));
    }
}
