package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.wire.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What anybody can send to an input topic, and what an operator can do to one: nothing of it stops
 * a service. One system of real processes serves all tests, which leave it as they found it, but
 * for the last ones, which change topics.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordsThatStopNobodyIT {
    /** Of prompts, stories and parts, once one has been added. */
    private static final int CO_PARTITIONS = Topic.PROMPTS.partitions() + 1;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MIX = 150;
    private static final int BOMB_BYTES = 64 << 20;

    @TempDir static Path folder;

    private static Stage stage;
    private static final Map<Input, ServiceProcess> services = new EnumMap<>(Input.class);
    private static BrokerAdmin admin;
    private Answers answers;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.in(folder);
        admin = new BrokerAdmin(stage.broker().bootstrapServers());
        for (Input input : Input.values()) {
            services.put(input, stage.service(input.service()));
        }
        MicroTraining.onRunning(stage);
    }

    @AfterAll
    static void stop() throws Exception {
        for (ServiceProcess service : services.values()) {
            service.close();
        }
        admin.close();
        stage.close();
    }

    @BeforeEach
    void listen() {
        answers = new Answers(stage.broker().bootstrapServers());
    }

    @AfterEach
    void everybodyIsWell() {
        answers.close();
        for (ServiceProcess service : services.values()) {
            await().atMost(LIMIT).until(service::healthy);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void oddHeadersLeaveARequestAsItIs(Input input) throws Exception {
        int number = 0;
        for (var headers : OddRecords.harmlessHeaders().values()) {
            String id = "odd-" + number++;
            answers.ask(input, input.request(id, id).withHeaders(headers), id);
        }
        answers.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void anEventInStructuredModeIsARequestLikeAnyOther(Input input) throws Exception {
        Map<String, KafkaRequest> events =
                OddRecords.structured("structured-", "structured", input.json("structured"));
        for (var event : events.entrySet()) {
            answers.ask(input, event.getValue(), "structured-" + event.getKey());
        }
        answers.awaitAll();
    }

    @Test
    @Order(2)
    void anEventWithATextIsAPrompt() throws Exception {
        for (String data : List.of("\"data\":\"A fox\"", "\"data_base64\":\"QSBmb3g=\"")) {
            String id = "text-" + data.indexOf(':');
            answers.ask(Input.PROMPTS, OddRecords.event(id, data), id);
        }
        answers.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    @Order(3)
    void whatIsNoRequestIsPutAsideByteForByte(Input input) throws Exception {
        for (KafkaRequest poison : OddRecords.poison("poison", input.json("poison")).values()) {
            answers.poison(input, poison);
        }
        answers.ask(input, input.request("after-poison", "after-poison"), "after-poison");
        answers.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void theLargestRecordThatFitsIsPutAside(Input input) throws Exception {
        byte[] key = {(byte) 0xff};
        poisonOfUpTo(input, size -> new KafkaRequest(key, bytes(size), List.of()));
        poisonOfUpTo(input, size -> new KafkaRequest(bytes(size), new byte[] {'{'}, List.of()));
        poisonOfUpTo(
                input,
                size ->
                        KafkaRequest.of("headers", "{")
                                .withHeaders(
                                        List.of(KafkaRequest.header("long", "x".repeat(size)))));
        answers.ask(input, input.request("after-large", "after-large"), "after-large");
        answers.awaitAll();
    }

    /** The largest that the broker takes, and somewhat smaller ones. */
    private void poisonOfUpTo(Input input, IntFunction<KafkaRequest> record) throws Exception {
        int limit = admin.limit(input.topic());
        int size = limit;
        while (!taken(input, record.apply(size))) {
            size--;
            assertTrue(size > limit - 200, "a record near the limit is taken");
        }
        for (int smaller : List.of(size - 1, size - 200, size / 2)) {
            answers.poison(input, record.apply(smaller));
        }
    }

    private boolean taken(Input input, KafkaRequest record) throws Exception {
        try {
            answers.poison(input, record);
            return true;
        } catch (ExecutionException e) {
            assertInstanceOf(RecordTooLargeException.class, e.getCause());
            return false;
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    @Order(5)
    void theLongestKeyOfControlCharactersIsAnswered(Input input) throws Exception {
        KafkaRequest request = input.request("long-key", "long-key");
        answers.ask(
                input, request.withKey("\u0001".repeat(64 << 10).getBytes(ISO_8859_1)), "long-key");
        answers.awaitAll();
    }

    @Test
    @Order(5)
    void theLongestPromptOfControlCharactersIsAnswered() throws Exception {
        String json =
                "{\"id\":\"controls\",\"model\":\"micro\",\"prompt\":\"%s\"}"
                        .formatted("\\u0001".repeat(100_000));
        KafkaRequest request = KafkaRequest.of("\u0001".repeat(64 << 10), json);
        answers.ask(Input.PROMPTS, request, "controls");
        answers.awaitAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "lz4", "snappy"})
    @Order(6)
    void theBrokerRefusesWhatGrowsWhenItIsRead(String compression) throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        stage.broker().bootstrapServers(),
                        "compression.type",
                        compression,
                        "max.request.size",
                        2 * BOMB_BYTES,
                        "buffer.memory",
                        2L * BOMB_BYTES);
        try (var producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            KafkaRequest bomb = new KafkaRequest(null, bytes(BOMB_BYTES), List.of());
            for (Input input : Input.values()) {
                var refused = producer.send(bomb.to(input.topic().name()));
                ExecutionException e = assertThrows(ExecutionException.class, refused::get);
                assertInstanceOf(RecordTooLargeException.class, e.getCause());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(7)
    void aRequestOfAnAbortedTransactionIsNotAnswered(Input input) throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        stage.broker().bootstrapServers(),
                        "transactional.id",
                        "any-" + input.service());
        try (var producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(input.request("aborted", "aborted").to(input.topic().name(), 0)).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(input.request("committed", "committed").to(input.topic().name(), 0))
                    .get();
            producer.commitTransaction();
        }
        answers.ask(input, input.request("after-abort", "after-abort"), "after-abort", 0);
        answers.awaitAll();
        assertEquals(List.of(), answers.states("aborted"));
        assertEquals(List.of(input.outcome()), answers.states("committed"));
    }

    @Test
    @Order(8)
    void aTombstoneCancelsItsOwnKeyAlone() throws Exception {
        byte[] key = {(byte) 0xff};
        byte[] other = {(byte) 0xfe};
        for (int i = 0; i < 20; i++) {
            String id = "bytes-" + i;
            answers.ask(Input.PROMPTS, Input.PROMPTS.request(id, id).withKey(key), id);
            answers.send(Input.PROMPTS, KafkaRequest.tombstone(other));
        }
        answers.awaitAll();
    }

    @Test
    @Order(8)
    void everyPromptHasOneOutcomeUnderItsOwnKey() throws Exception {
        await().atMost(LIMIT).until(() -> admin.lag(Input.PROMPTS) == 0);
        try (PromptLedger ledger = PromptLedger.fromNow(stage.broker().bootstrapServers())) {
            PromptMix mix = new PromptMix(ledger, 1);
            for (int i = 0; i < MIX; i++) {
                mix.send(i);
            }
            await().atMost(LIMIT).untilAsserted(() -> assertEquals(Set.of(), ledger.read().lost()));
            await().atMost(LIMIT).until(() -> admin.lag(Input.PROMPTS) == 0);
            ledger.readToTheEnd();
            assertTrue(ledger.complete());
            assertEquals(Set.of(), ledger.unasked());
            assertEquals(Set.of(), ledger.malformed());
            assertEquals(Set.of(), ledger.misplaced());
            assertEquals(0, ledger.repeated());
            assertEquals(0, ledger.toldAgain());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(9)
    void recordsThatAreGoneBeforeTheyAreReadAreSkipped(Input input) throws Exception {
        ServiceProcess service = services.get(input);
        service.pause();
        for (int i = 0; i < 5; i++) {
            answers.send(input, input.request("gone-" + i, "gone"));
        }
        RecordMetadata last = answers.send(input, input.request("gone", "gone"));
        answers.ask(input, input.request("kept", "kept"), "kept", last.partition());
        admin.deleteBefore(new TopicPartition(last.topic(), last.partition()), last.offset() + 1);

        service.unpause();

        answers.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    @Order(10)
    void anAddedPartitionIsRead(Input input) throws Exception {
        int added = input.topic().partitions();
        List<Topic<?>> grown =
                input == Input.PROMPTS ? Topic.CO_PARTITIONED : List.of(input.topic());
        for (Topic<?> topic : grown) {
            admin.setPartitions(topic, added + 1);
        }

        answers.ask(input, input.request("added", "added"), "added", added);

        answers.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    @Order(11)
    void theSameRequestInATopicMadeAnewIsAnotherRequest(Input input) throws Exception {
        KafkaRequest request = KafkaRequest.of("anew", input.json("anew"));
        answers.ask(input, request);
        answers.awaitAll();

        admin.recreate(Stage.newTopic(input.topic(), CO_PARTITIONS));

        answers.ask(input, request);
        answers.awaitAll();
    }

    @Test
    @Order(12)
    void outputsMadeAnewAreWrittenTo() throws Exception {
        for (Topic<?> output : List.of(Topic.STORIES, Topic.STORY_PARTS, Topic.PROGRESS)) {
            admin.recreate(Stage.newTopic(output, CO_PARTITIONS));
        }
        for (Topic<?> input : Topic.INPUTS) {
            admin.recreate(Stage.deadLetters(input));
        }
        try (Answers since = new Answers(stage.broker().bootstrapServers())) {
            for (Input input : Input.values()) {
                since.ask(input, input.request("since", "since"), "since");
                since.poison(input, KafkaRequest.of("since", "{"));
            }
            since.awaitAll();
        }
    }
}
