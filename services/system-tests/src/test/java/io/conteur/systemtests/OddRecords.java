package io.conteur.systemtests;

import static io.conteur.systemtests.KafkaRequest.header;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records that a client may send by mistake or ill will, each under what is odd about it. */
final class OddRecords {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"type\":\"t\",\"source\":\"/s\",%s}";

    private OddRecords() {}

    /** Headers that leave a record as good as it is without them. */
    static Map<String, List<Header>> harmlessHeaders() {
        Map<String, List<Header>> odd = new LinkedHashMap<>();
        odd.put("time", binary("ce_time", "not a time"));
        odd.put("source", binary("ce_source", "::not a uri %%"));
        odd.put("schema", binary("ce_dataschema", "::%% bad"));
        odd.put("subject null", List.of(header("ce_subject", null)));
        odd.put("time null", binary("ce_time", null));
        odd.put("id null", binary("ce_id", null));
        odd.put("source null", binary("ce_source", null));
        odd.put("type null", binary("ce_type", null));
        odd.put("version null", binary("ce_specversion", null));
        odd.put("content type null", List.of(header("content-type", null)));
        odd.put("version 9.9", List.of(header("ce_specversion", "9.9")));
        odd.put("version alone", List.of(header("ce_specversion", "1.0")));
        odd.put("source empty", binary("ce_source", ""));
        odd.put("extension odd", binary("ce_Ünïcode \u0000", "\u0000"));
        odd.put("extension without name", binary("ce_", "x"));
        odd.put("content type binary", binary("content-type", "application/json"));
        odd.put("content type empty", List.of(header("content-type", "")));
        odd.put("content type odd", List.of(header("content-type", ";;charset=\u0000;")));
        odd.put("trace odd", List.of(header("traceparent", "00-zz"), header("tracestate", null)));
        odd.put("no name", List.of(header("", "x")));
        odd.put("long", List.of(header("x".repeat(5_000), "y".repeat(5_000))));
        return odd;
    }

    /** The attributes that an event needs except its id, and one more. */
    private static List<Header> binary(String name, @Nullable String value) {
        return Stream.concat(
                        Stream.of(
                                        header("ce_specversion", "1.0"),
                                        header("ce_source", "/s"),
                                        header("ce_type", "t"))
                                .filter(header -> !header.key().equals(name)),
                        Stream.of(header(name, value)))
                .toList();
    }

    /**
     * Valid events in structured mode, each with another id.
     *
     * @param idPrefix of their ids, to which the name in the map is added
     * @param json a request without an id
     */
    static Map<String, KafkaRequest> structured(String idPrefix, String key, String json) {
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
        Map<String, KafkaRequest> events = new LinkedHashMap<>();
        events.put("object", event(idPrefix + "object", "\"data\":" + json));
        events.put("base64", event(idPrefix + "base64", "\"data_base64\":\"" + base64 + "\""));
        events.put(
                "charset",
                event(idPrefix + "charset", "\"data\":" + json)
                        .withHeaders(contentType(STRUCTURED + "; charset=UTF-8")));
        events.replaceAll((name, event) -> event.withKey(key.getBytes(UTF_8)));
        return events;
    }

    /** An event in structured mode. */
    static KafkaRequest event(String id, String data) {
        return KafkaRequest.of(null, EVENT.formatted(id, data))
                .withHeaders(contentType(STRUCTURED));
    }

    private static List<Header> contentType(String value) {
        return List.of(header("content-type", value));
    }

    /**
     * Records that can only be put aside.
     *
     * @param json a good request for the same topic
     */
    static Map<String, KafkaRequest> poison(String key, String json) {
        Map<String, KafkaRequest> poison = new LinkedHashMap<>();
        KafkaRequest plain = KafkaRequest.of(key, json);
        KafkaRequest event = event("poison", "\"data\":" + json);
        List.of(STRUCTURED, STRUCTURED + "; charset=UTF-8")
                .forEach(type -> poison.put("no event, " + type, typed(plain, type)));
        List.of("application/cloudevents-batch+json", "application/cloudevents+xml")
                .forEach(
                        type -> {
                            poison.put("no event, " + type, typed(plain, type));
                            poison.put("event, " + type, typed(event, type));
                        });
        poison.put(
                "event without version", broken("\"type\":\"t\",\"id\":\"i\",\"source\":\"/s\""));
        poison.put(
                "event of another version",
                broken("\"specversion\":\"7\",\"type\":\"t\",\"id\":\"i\",\"source\":\"/s\""));
        poison.put(
                "event without id",
                broken("\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\""));
        poison.put(
                "event without source",
                broken("\"specversion\":\"1.0\",\"type\":\"t\",\"id\":\"i\""));
        poison.put(
                "event without type",
                broken("\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\""));
        poison.put("event without data", event("poison", "\"subject\":\"x\""));
        poison.put("event with a number", event("poison", "\"data\":7"));
        poison.put("event with another's data", event("poison", "\"data\":{\"promptly\":7}"));
        poison.put("event with broken base64", event("poison", "\"data_base64\":\"%%\""));
        poison.put(
                "batch", typed(KafkaRequest.of(key, "[]"), "application/cloudevents-batch+json"));
        poison.put("framed", value("\u0000\u0000\u0000\u0000\u0007" + json));
        poison.put("broken", value(json.substring(0, json.length() - 1)));
        poison.put("no UTF-8", value("\u00ff" + json));
        poison.put("deep", value("{\"prompt\":" + "[".repeat(10_000)));
        poison.put("blank", value(" \t\n"));
        poison.put("key too large", plain.withKey("\u0001".repeat((64 << 10) + 1).getBytes(UTF_8)));
        poison.replaceAll(
                (name, record) ->
                        record.key() == null ? record.withKey(key.getBytes(UTF_8)) : record);
        return poison;
    }

    private static KafkaRequest typed(KafkaRequest record, String contentType) {
        return record.withHeaders(contentType(contentType));
    }

    private static KafkaRequest broken(String attributes) {
        return typed(KafkaRequest.of(null, "{" + attributes + ",\"data\":\"x\"}"), STRUCTURED);
    }

    /** A byte for each character. */
    private static KafkaRequest value(String bytes) {
        return new KafkaRequest(null, bytes.getBytes(ISO_8859_1), List.of());
    }
}
