package io.conteur.systemtests.deployment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.wire.Topic;
import io.conteur.systemtests.BrokerAdmin;
import io.conteur.systemtests.CommandProcess;
import io.conteur.systemtests.OpenAiClient;
import io.conteur.systemtests.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that knows every program by its certificate and allows what the manifests list. */
class SecuredClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String OPERATOR = "operator";

    @TempDir private Path folder;

    private Certificates certificates;
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        certificates = new Certificates(folder);
        certificates.trusted(
                Stream.concat(Stream.of(OPERATOR), KafkaRights.principals().stream()).toList());
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0, options());
        try (Admin admin = Admin.create(clientOf(OPERATOR))) {
            admin.createTopics(BrokerAdmin.topics(8)).all().get();
            admin.createAcls(
                            KafkaRights.granted().stream().map(KafkaRights.Right::binding).toList())
                    .all()
                    .get();
        }
        awaitRights();
    }

    /** The broker confirms rights a moment before it grants them. */
    private void awaitRights() {
        try (Admin admin = Admin.create(clientOf("http-api"))) {
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(
                            () ->
                                    admin.describeTopics(List.of(Topic.STORIES.name()))
                                                    .allTopicNames()
                                                    .get()
                                                    .size()
                                            == 1);
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void everyProgramDoesItsWorkWithExactlyItsRights() throws Exception {
        try (AllServices services =
                AllServices.start(folder, broker.bootstrapServers(), certificates::environment)) {
            command(
                    "train-job",
                    "train",
                    "--bundled",
                    "--size=tiny",
                    "--vocabulary-size=300",
                    "--batch=2",
                    "--context=64",
                    "--steps=3",
                    "--follow");
            assertTrue(
                    command("client", "prompt", "--n=2", "--max-tokens=5", "A shy fox.")
                            .contains("--- story 2 of 2"));
            OpenAiClient api =
                    new OpenAiClient(services.byName().get("http-api").address().orElseThrow());
            assertEquals(
                    200,
                    api.ask("{'model':'storyteller','prompt':'A fox.','max_tokens':5}")
                            .statusCode());

            for (ServiceProcess service : services.byName().values()) {
                assertTrue(service.healthy());
                assertFalse(service.log().contains("uthorizationException"), service.log());
            }
        }
    }

    @Test
    void whoHasNoRightIsRefused() throws Exception {
        assertInstanceOf(TopicAuthorizationException.class, forge("http-api", Topic.CHECKPOINTS));
        assertInstanceOf(TopicAuthorizationException.class, forge("client", Topic.STORIES));
        assertInstanceOf(TopicAuthorizationException.class, forge("client", Topic.CHECKPOINTS));
        assertThrows(GroupAuthorizationException.class, () -> join("http-api", "story-generator"));
        assertThrows(
                TransactionalIdAuthorizationException.class,
                () -> fence("story-generator", "model-trainer.job"));

        certificates.make("stranger");
        try (Admin stranger = Admin.create(clientOf("stranger"))) {
            ExecutionException refusal =
                    assertThrows(
                            ExecutionException.class,
                            () -> stranger.describeCluster().nodes().get());
            assertInstanceOf(SslAuthenticationException.class, refusal.getCause());
        }
    }

    /** The answer to an event that this principal may not publish. */
    private Throwable forge(String principal, Topic<?> topic) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        clientOf(principal),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return assertThrows(
                            ExecutionException.class,
                            () ->
                                    producer.send(
                                                    new ProducerRecord<>(
                                                            topic.name(), new byte[] {1}))
                                            .get())
                    .getCause();
        }
    }

    private void join(String principal, String group) {
        Map<String, Object> settings = clientOf(principal);
        settings.put("group.id", group);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.STORIES.name()));
            while (true) {
                consumer.poll(Duration.ofSeconds(1));
            }
        }
    }

    private void fence(String principal, String transactionalId) {
        Map<String, Object> settings = clientOf(principal);
        settings.put("transactional.id", transactionalId);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
        }
    }

    private String command(String principal, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(certificates.environment(principal));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("CONTEUR_ARTIFACTS_ROOT", folder.resolve("artifacts").toString());
        return CommandProcess.run(folder, environment, arguments);
    }

    private Map<String, Object> clientOf(String principal) {
        Map<String, Object> settings = new HashMap<>(certificates.settings(principal));
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return settings;
    }

    private BrokerOptions options() {
        BrokerOptions options =
                BrokerOptions.standard()
                        .with(
                                "listener.security.protocol.map",
                                "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT")
                        .with("inter.broker.listener.name", "PLAINTEXT")
                        .with("ssl.client.auth", "required")
                        .with(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        // The node itself: to its controller, and to itself.
                        .with("super.users", "User:ANONYMOUS;User:CN=" + OPERATOR);
        for (Map.Entry<String, String> each : certificates.settings(OPERATOR).entrySet()) {
            if (each.getKey().startsWith("ssl.")) {
                options = options.with(each.getKey(), each.getValue());
            }
        }
        return options;
    }
}
