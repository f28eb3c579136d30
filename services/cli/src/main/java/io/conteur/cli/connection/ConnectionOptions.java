package io.conteur.cli.connection;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.InputFile;
import io.conteur.cli.common.TrainingCorpus;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.system.SystemDescriptor;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that locate the system: by default the one whose broker and artifact root {@code
 * ./conteur up} wrote to its data directory.
 */
public final class ConnectionOptions {
    public static final String HEADING = "%nConnection:%n";

    private static final String BOOTSTRAP = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final int MAX_PORT = 65_535;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of ./conteur up; default $CONTEUR_DATA or ~/.conteur.")
    private @Nullable Path data;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description =
                    "Kafka bootstrap servers, separated by commas; default those in --config, of the"
                            + " system on --data when that is given, of $KAFKA_BOOTSTRAP_SERVERS, or"
                            + " of the system on the default of --data.")
    private @Nullable String bootstrap;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings of Kafka's clients for a secured broker, such as security.protocol"
                            + " and sasl.jaas.config, a line each; may have bootstrap.servers too."
                            + " Default variables such as $KAFKA_SECURITY_PROTOCOL, which the"
                            + " services read too.")
    private @Nullable Path config;

    private final Map<String, String> environment;

    public ConnectionOptions() {
        this(System.getenv());
    }

    ConnectionOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The data directory, in which a system may run or not. */
    public Path data() {
        return data == null ? SystemDescriptor.defaultDirectory() : data;
    }

    /** Whether the broker is that of the system on the data directory. */
    public boolean local() {
        return bootstrap == null && config == null && variable().isEmpty();
    }

    /**
     * The broker, which answers.
     *
     * @throws UsageException when its address is none
     * @throws CommandFailedException when it does not answer
     */
    public BrokerAccess broker() throws IOException {
        BrokerAccess broker = address();
        KafkaClients.requireBroker(broker);
        return broker;
    }

    /** The broker, which may not answer. */
    public BrokerAccess address() throws IOException {
        Map<String, Object> own = configuration();
        Map<String, Object> settings = securitySettings(environment);
        settings.putAll(own);
        Object configured = settings.remove(BOOTSTRAP_SERVERS);
        if (bootstrap != null) {
            requireAddresses("--bootstrap", bootstrap);
            return new BrokerAccess(bootstrap, settings);
        }
        if (configured != null) {
            requireAddresses(BOOTSTRAP_SERVERS + " in " + config, configured.toString());
            return new BrokerAccess(configured.toString(), settings);
        }
        if (variable().isPresent()) {
            requireAddresses(BOOTSTRAP, variable().get());
            return new BrokerAccess(variable().get(), settings);
        }
        // What the environment says of security is for another broker.
        return new BrokerAccess(SystemDescriptor.read(data()).bootstrap(), own);
    }

    /**
     * The store.
     *
     * @param root a folder or a URI; null for that of the system on the data directory
     */
    public ArtifactStore artifacts(@Nullable String root) throws IOException {
        String chosen =
                root != null && !root.isBlank() ? root : SystemDescriptor.read(data()).artifacts();
        try {
            return ArtifactStore.open(chosen, RemoteSettings.fromEnvironment(System.getenv()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--artifacts: " + e.getMessage());
        }
    }

    private Map<String, Object> configuration() throws IOException {
        Map<String, Object> settings = new HashMap<>();
        if (config != null) {
            byte[] content = InputFile.read(config);
            Properties read = new Properties();
            try {
                read.load(
                        new StringReader(
                                String.join(
                                        "\n", TrainingCorpus.lines(content, config.toString()))));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--config " + config + ": " + e.getMessage());
            }
            read.stringPropertyNames().forEach(key -> settings.put(key, read.getProperty(key)));
        }
        return settings;
    }

    /** Variables such as {@code KAFKA_SSL_KEYSTORE_LOCATION} as Kafka's clients name them. */
    static Map<String, Object> securitySettings(Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        environment.forEach(
                (variable, value) -> {
                    String name = variable.toLowerCase(Locale.ROOT).replace('_', '.');
                    String property = name.replaceFirst("^kafka\\.", "");
                    if (!property.equals(name)
                            && property.matches("(security|ssl|sasl)\\..*")
                            && AdminClientConfig.configNames().contains(property)) {
                        settings.put(property, value);
                    }
                });
        return settings;
    }

    private static void requireAddresses(String name, String addresses) {
        for (String address : addresses.split(",", -1)) {
            String trimmed = address.strip();
            Integer port = port(trimmed);
            if (Utils.getHost(trimmed) == null || port == null || port < 1 || port > MAX_PORT) {
                throw new UsageException(
                        "%s must be HOST:PORT, such as localhost:9092, or several with commas, is %s"
                                .formatted(name, addresses));
            }
        }
    }

    private static @Nullable Integer port(String address) {
        try {
            return Utils.getPort(address);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The address in the environment, which a data directory that was named overrules. */
    private Optional<String> variable() {
        return data == null
                ? Optional.ofNullable(environment.get(BOOTSTRAP)).filter(value -> !value.isBlank())
                : Optional.empty();
    }
}
