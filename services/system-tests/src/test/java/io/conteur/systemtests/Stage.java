package io.conteur.systemtests;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.ArtifactReference;
import io.conteur.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker with every topic, a ledger of its events, and an artifact store with a micro corpus. */
record Stage(Path folder, EmbeddedBroker broker, Ledger ledger, ArtifactReference corpus)
        implements AutoCloseable {
    private static final List<String> ANIMALS = List.of("fox", "hare", "owl", "bear", "mouse");

    static Stage in(Path folder) throws Exception {
        EmbeddedBroker broker =
                EmbeddedBroker.start(folder.resolve("kafka"), 0, BrokerOptions.standard());
        createTopics(broker);
        Ledger ledger = new Ledger(broker.bootstrapServers());
        return new Stage(folder, broker, ledger, publishCorpus(folder));
    }

    ServiceProcess service(String name) throws IOException {
        return ServiceProcess.start(name, folder, broker.bootstrapServers());
    }

    /**
     * @param instance a name that the process keeps when it is started again
     */
    ServiceProcess service(String name, String instance) throws IOException {
        return ServiceProcess.start(
                name, folder, broker.bootstrapServers(), Map.of("CONTEUR_INSTANCE", instance));
    }

    @Override
    public void close() {
        ledger.close();
        broker.close();
    }

    private static void createTopics(EmbeddedBroker broker) throws Exception {
        Stream<NewTopic> topics =
                Topic.ALL.stream()
                        .map(
                                t ->
                                        new NewTopic(t.name(), t.partitions(), (short) 1)
                                                .configs(t.configuration()));
        Stream<NewTopic> deadLetters =
                Topic.INPUTS.stream()
                        .map(
                                t ->
                                        new NewTopic(t.deadLetterName(), 1, (short) 1)
                                                .configs(t.deadLetterConfiguration()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.concat(topics, deadLetters).toList()).all().get();
        }
    }

    private static ArtifactReference publishCorpus(Path folder) throws IOException {
        Artifact artifact =
                ArtifactStore.at(folder.resolve("artifacts"))
                        .publish("corpora/micro", Stage::writeCorpus);
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private static void writeCorpus(Path target) throws IOException {
        Files.write(
                target.resolve("prompts.txt"),
                IntStream.range(0, 60)
                        .mapToObj(i -> "A " + ANIMALS.get(i % 5) + " and the number " + i)
                        .toList());
        Files.write(
                target.resolve("stories.txt"),
                IntStream.range(0, 60)
                        .mapToObj(
                                i ->
                                        "The %s counted to %d and went home to sleep under the tree by the river %d times."
                                                .formatted(ANIMALS.get(i % 5), i, i * 7))
                        .toList());
    }
}
