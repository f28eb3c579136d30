package io.conteur.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.systemtests.deployment.Certificates;
import io.conteur.systemtests.deployment.KafkaRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * What an operator of Kafka makes of its users: certificates in secrets, and rights. The broker
 * asks the pods for a certificate, and this machine for none.
 */
final class BrokerSecurity {
    private static final String BROKER = "broker";
    private static final String MOUNTED = "/certificates/";
    private static final String AUTHORITY = "kafka-cluster-ca-cert";

    private final Path folder;

    private BrokerSecurity(Path folder) {
        this.folder = folder;
    }

    /** Whether the manifests' services connect by TLS. */
    static boolean wanted(RenderedManifests manifests) {
        return manifests
                .ofKind("ConfigMap")
                .anyMatch(
                        config ->
                                config.at("/data/KAFKA_SECURITY_PROTOCOL").asText().equals("SSL"));
    }

    /** Makes the secrets of every user, in a folder that any user of this machine may read. */
    static BrokerSecurity in(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path made = Files.createDirectory(folder.resolve("made"));
        Certificates certificates = new Certificates(made);
        List<String> users = KafkaRights.principals();
        certificates.trusted(Stream.concat(Stream.of(BROKER), users.stream()).toList());
        Path broker = Files.createDirectory(folder.resolve(BROKER));
        Files.copy(certificates.keystore(BROKER), broker.resolve("own.p12"));
        Files.copy(certificates.truststore(), broker.resolve("trusted.p12"));
        Path authority = Files.createDirectory(folder.resolve(AUTHORITY));
        Files.writeString(authority.resolve("ca.crt"), certificates.pem(BROKER));
        for (String user : users) {
            Path secret = Files.createDirectory(folder.resolve(user));
            Files.copy(certificates.keystore(user), secret.resolve("user.p12"));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String rights = Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            }
        }
        return new BrokerSecurity(folder);
    }

    /** The manifests with the secrets that hold the users' passwords. */
    RenderedManifests withSecrets(RenderedManifests manifests) throws IOException {
        List<JsonNode> all = new ArrayList<>(manifests.resources());
        for (String user : KafkaRights.principals()) {
            ObjectNode secret = JsonNodeFactory.instance.objectNode().put("kind", "Secret");
            secret.putObject("metadata").put("name", user);
            secret.putObject("data").put("user.password", Certificates.PASSWORD);
            all.add(secret);
        }
        return new RenderedManifests(all);
    }

    /** The folder that is mounted for a secret. */
    Path secret(String name) {
        return folder.resolve(name);
    }

    /** Podman's option for the broker's own certificate. */
    String brokerVolume() {
        return "--volume=%s:%s:ro".formatted(folder.resolve(BROKER), MOUNTED);
    }

    /** Of a broker whose listener {@code INSIDE} is for pods, and {@code HOST} for this machine. */
    static Map<String, String> brokerSettings() {
        return Map.ofEntries(
                Map.entry(
                        "listener.security.protocol.map",
                        "INSIDE:SSL,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("ssl.client.auth", "required"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", MOUNTED + "own.p12"),
                Map.entry("ssl.keystore.password", Certificates.PASSWORD),
                Map.entry("ssl.truststore.type", "PKCS12"),
                Map.entry("ssl.truststore.location", MOUNTED + "trusted.p12"),
                Map.entry("ssl.truststore.password", Certificates.PASSWORD),
                Map.entry(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS;User:CN=" + BROKER));
    }

    /** Gives each user its rights. */
    static void grant(Admin admin) throws IOException {
        admin.createAcls(KafkaRights.granted().stream().map(KafkaRights.Right::binding).toList());
    }
}
