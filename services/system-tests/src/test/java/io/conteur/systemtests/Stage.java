package io.conteur.systemtests;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;

/** A broker with every topic, a ledger of its events, and an artifact store with a micro corpus. */
record Stage(Path folder, BrokerProcess broker, Ledger ledger, ArtifactReference corpus)
        implements AutoCloseable {
    private static final List<String> ANIMALS = List.of("fox", "hare", "owl", "bear", "mouse");

    static Stage in(Path folder) throws Exception {
        return in(folder, Topic.PROMPTS.partitions());
    }

    /**
     * @param coPartitions partitions of prompts, stories and parts
     */
    static Stage in(Path folder, int coPartitions) throws Exception {
        BrokerProcess broker = BrokerProcess.start(folder);
        try (BrokerAdmin admin = new BrokerAdmin(broker.bootstrapServers())) {
            admin.createTopics(coPartitions);
        }
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
    public void close() throws InterruptedException {
        ledger.close();
        broker.close();
    }

    /** Publishes the corpus to another store, under the same key and with the same hash. */
    void copyCorpus(ArtifactStore other) throws IOException {
        Path published =
                ArtifactStore.at(folder.resolve("artifacts")).fetch(corpus.key(), corpus.sha256());
        other.publish(
                corpus.key(),
                to -> {
                    for (String file : List.of("prompts.txt", "stories.txt")) {
                        Files.copy(published.resolve(file), to.resolve(file));
                    }
                });
    }

    /** A topic as the command line makes it. */
    static NewTopic newTopic(Topic<?> topic, int coPartitions) {
        int partitions = Topic.CO_PARTITIONED.contains(topic) ? coPartitions : topic.partitions();
        return new NewTopic(topic.name(), partitions, (short) 1).configs(topic.configuration());
    }

    /** The topic for what an input's service cannot take. */
    static NewTopic deadLetters(Topic<?> input) {
        return new NewTopic(input.deadLetterName(), 1, (short) 1)
                .configs(input.deadLetterConfiguration());
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
