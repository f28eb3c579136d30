package io.conteur.console;

import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plays the services: publishes what they would, as text. */
public final class StagedServices implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    /** Creates all topics that there are not yet. */
    public StagedServices(String bootstrapServers) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(client)) {
            Set<String> there = new HashSet<>(await(admin.listTopics().names()));
            List<NewTopic> missing = new ArrayList<>();
            Topic.ALL.forEach(topic -> add(missing, topic.name(), topic.partitions()));
            Topic.INPUTS.forEach(topic -> add(missing, topic.deadLetterName(), 1));
            missing.removeIf(topic -> there.contains(topic.name()));
            await(admin.createTopics(missing).all());
        }
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    private static void add(List<NewTopic> topics, String name, int partitions) {
        topics.add(new NewTopic(name, partitions, (short) 1));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public void send(Topic<?> topic, String key, String json) {
        send(topic.name(), key, json, Map.of());
    }

    /** Sends a record; single quotes in the value stand for double ones. */
    public void send(String topic, String key, String json, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, bytes(key), bytes(json.replace('\'', '"')));
        headers.forEach((name, value) -> record.headers().add(name, bytes(value)));
        var unused = producer.send(record);
    }

    /** Sends a prompt as a client would that chooses partitions by itself. */
    public void prompt(int partition, String id, String prompt) {
        String json = "{\"id\":\"%s\",\"prompt\":\"%s\"}".formatted(id, prompt);
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(), partition, bytes(id), bytes(json)));
    }

    /** Returns once the broker has everything that was sent. */
    public void flush() {
        producer.flush();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A part of a story. */
    public void part(String id, int sequence, String text, boolean last) {
        send(
                Topic.STORY_PARTS,
                id,
                "{'id':'%s','sequence':%d,'text':'%s','last':%b,'attempt':1,'attemptId':'a'}"
                        .formatted(id, sequence, text, last));
    }

    /** The outcome of a prompt. */
    public void story(String id, String prompt, String story, String more) {
        send(
                Topic.STORIES,
                id,
                ("{'id':'%s','outcome':'completed','origin':'prompt','prompt':'%s','story':'%s',"
                                + "'model':'storyteller','step':200,'storyTokens':42,'finish':'end'%s}")
                        .formatted(id, prompt, story, more));
    }

    /** A report of a training. */
    public void progress(String id, String model, String more) {
        send(
                Topic.PROGRESS,
                model,
                "{'id':'%s','subject':'%s','work':'model','state':'running'%s}"
                        .formatted(id, model, more));
    }

    /** A checkpoint. */
    public void checkpoint(String job, String model, int step, double loss) {
        send(
                Topic.CHECKPOINTS,
                model,
                ("{'id':'%s','model':'%s','step':%d,'artifact':{'key':'checkpoints/%s/%s/step-%08d','sha256':'%s'},"
                                + "'tokenizer':{'key':'tokenizers/%s','sha256':'%s'},'vocabularySize':1000,'context':256,"
                                + "'parameters':912345,'trainingLoss':%s,'validationLoss':%s,'last':false,'best':true,"
                                + "'validation':{'perplexity':9.1,'wordPerplexity':40.2,'bitsPerByte':1.21,'promptRanking':0.8}}")
                        .formatted(
                                job,
                                model,
                                step,
                                model,
                                job,
                                step,
                                "ab".repeat(32),
                                model,
                                "cd".repeat(32),
                                loss,
                                loss + 0.1));
    }

    @Override
    public void close() {
        producer.close();
    }
}
