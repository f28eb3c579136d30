package io.conteur.systemtests.deployment;

import static org.apache.kafka.clients.admin.ScramMechanism.SCRAM_SHA_512;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.systemtests.BrokerAdmin;
import io.conteur.systemtests.CommandProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that asks each service and the command line for a name and a password, by SCRAM. Of the
 * long tests, since {@link SecuredClusterIT} holds the same way of the settings.
 */
@EnabledIfSystemProperty(
        named = "conteur.long",
        matches = "true",
        disabledReason = "passwords at the broker are tested with -Dconteur.long=true")
class PasswordBrokerIT {
    @TempDir private Path folder;

    @Test
    void everyServiceLogsIn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0, options())) {
            prepare(broker);
            try (AllServices services =
                    AllServices.start(folder, broker.bootstrapServers(), name -> environment())) {
                Map<String, String> environment = environment();
                environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());

                String status = CommandProcess.run(folder, environment, "status");

                assertTrue(status.contains("1 node"), status);
                assertEquals(5, services.byName().size());
            }
        }
    }

    /**
     * The node itself and its operator need no SCRAM, whose passwords the node has to read first.
     */
    private static BrokerOptions options() {
        return BrokerOptions.standard()
                .with(
                        "listener.security.protocol.map",
                        "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        login(PlainLoginModule.class, "operator", "secret")
                                .replace(";", " user_operator=\"secret\";"))
                .with(
                        "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
                        ScramLoginModule.class.getName() + " required;");
    }

    private static void prepare(EmbeddedBroker broker) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "security.protocol",
                                "SASL_PLAINTEXT",
                                "sasl.mechanism",
                                "PLAIN",
                                "sasl.jaas.config",
                                login(PlainLoginModule.class, "operator", "secret")))) {
            admin.createTopics(BrokerAdmin.topics(8)).all().get();
            admin.alterUserScramCredentials(
                            List.of(
                                    new UserScramCredentialUpsertion(
                                            "teller",
                                            new ScramCredentialInfo(SCRAM_SHA_512, 4096),
                                            "right")))
                    .all()
                    .get();
        }
    }

    private static Map<String, String> environment() {
        return new HashMap<>(
                Map.of(
                        "KAFKA_SECURITY_PROTOCOL",
                        "SASL_PLAINTEXT",
                        "KAFKA_SASL_MECHANISM",
                        "SCRAM-SHA-512",
                        "KAFKA_SASL_JAAS_CONFIG",
                        login(ScramLoginModule.class, "teller", "right")));
    }

    private static String login(Class<?> module, String user, String password) {
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(module.getName(), user, password);
    }
}
