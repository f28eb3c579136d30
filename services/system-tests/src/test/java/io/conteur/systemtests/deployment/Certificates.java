package io.conteur.systemtests.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Self-signed certificates of principals. A broker trusts those that were made by {@link #trusted},
 * and none else.
 */
public final class Certificates {
    /** Of every store, and of every key. */
    public static final String PASSWORD = "password-of-a-test";

    /** What a broker is called: on this machine, and among the pods. */
    private static final String NAMES = "san=dns:localhost,dns:kafka-kafka-bootstrap";

    private final Path folder;
    private final Path truststore;

    public Certificates(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.truststore = folder.resolve("trusted.p12");
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        write(empty);
    }

    /** Makes a certificate for each common name. */
    public void trusted(List<String> names)
            throws IOException, InterruptedException, GeneralSecurityException {
        for (String name : names) {
            make(name);
            KeyStore trusted = read(truststore);
            trusted.setCertificateEntry(name, read(keystore(name)).getCertificate("own"));
            write(trusted);
        }
    }

    /** The certificates that were made by {@link #trusted}, as PKCS #12. */
    public Path truststore() {
        return truststore;
    }

    /** A principal's certificate as PEM. */
    public String pem(String name) throws IOException, GeneralSecurityException {
        byte[] certificate = read(keystore(name)).getCertificate("own").getEncoded();
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(certificate));
    }

    /** Makes a certificate that no broker trusts. */
    void make(String name) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "own",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                NAMES,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                keystore(name).toString(),
                                "-storepass",
                                PASSWORD)
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
    }

    /** Settings of a Kafka client, or of a broker's listener, that has this certificate. */
    Map<String, String> settings(String name) {
        return Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                truststore.toString(),
                "ssl.truststore.password",
                PASSWORD,
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                keystore(name).toString(),
                "ssl.keystore.password",
                PASSWORD,
                "ssl.key.password",
                PASSWORD);
    }

    /** The same as environment variables of services and the command line. */
    Map<String, String> environment(String name) {
        Map<String, String> variables = new HashMap<>();
        settings(name)
                .forEach(
                        (property, value) ->
                                variables.put(
                                        "KAFKA_"
                                                + property.replace('.', '_')
                                                        .toUpperCase(Locale.ROOT),
                                        value));
        return variables;
    }

    /** Key and certificate of a principal, as PKCS #12. */
    public Path keystore(String name) {
        return folder.resolve(name + ".p12");
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void write(KeyStore store) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(truststore)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
