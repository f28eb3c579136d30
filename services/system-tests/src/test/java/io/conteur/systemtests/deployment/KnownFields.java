package io.conteur.systemtests.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What an API server would refuse: fields and values that a resource's type does not have. */
final class KnownFields {
    /** Types by kind; the schemas of others are test resources. */
    private static final Map<String, Class<?>> TYPES =
            Map.ofEntries(
                    Map.entry("Namespace", Namespace.class),
                    Map.entry("ConfigMap", ConfigMap.class),
                    Map.entry("PersistentVolumeClaim", PersistentVolumeClaim.class),
                    Map.entry("Service", Service.class),
                    Map.entry("ServiceAccount", ServiceAccount.class),
                    Map.entry("Deployment", Deployment.class),
                    Map.entry("StatefulSet", StatefulSet.class),
                    Map.entry("Job", Job.class),
                    Map.entry("Pod", Pod.class),
                    Map.entry("NetworkPolicy", NetworkPolicy.class),
                    Map.entry("PodDisruptionBudget", PodDisruptionBudget.class),
                    Map.entry("PriorityClass", PriorityClass.class),
                    Map.entry("PodMonitor", PodMonitor.class),
                    Map.entry("PrometheusRule", PrometheusRule.class),
                    Map.entry("Kafka", Kafka.class),
                    Map.entry("KafkaNodePool", KafkaNodePool.class),
                    Map.entry("KafkaTopic", KafkaTopic.class),
                    Map.entry("KafkaUser", KafkaUser.class));

    /**
     * Leaves out what does not fit a typed field, so that a misspelt one is missed, and nothing
     * else.
     */
    private static final ObjectMapper TYPED =
            JsonMapper.builder()
                    .annotationIntrospector(
                            new JacksonAnnotationIntrospector() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                public Boolean hasAnyGetter(Annotated annotated) {
                                    return false;
                                }

                                @Override
                                public JsonInclude.Value findPropertyInclusion(
                                        Annotated annotated) {
                                    return JsonInclude.Value.construct(
                                            JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS);
                                }
                            })
                    .build();

    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private KnownFields() {}

    /** What a resource has and its type does not, as JSON pointers or messages. */
    static List<String> unknown(JsonNode resource) throws IOException {
        String kind = resource.path("kind").asText();
        Class<?> type = TYPES.get(kind);
        if (type != null) {
            JsonNode typed = TYPED.valueToTree(TYPED.treeToValue(resource, type));
            return lost(resource, typed, kind);
        }
        try (InputStream schema =
                Objects.requireNonNull(
                        KnownFields.class.getResourceAsStream("/schemas/" + kind + ".schema.json"),
                        kind)) {
            return SCHEMAS.getSchema(schema).validate(resource).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        }
    }

    /** Pointers of what {@code written} has and {@code typed} does not. */
    private static List<String> lost(JsonNode written, JsonNode typed, String pointer) {
        List<String> lost = new ArrayList<>();
        if (written.isObject() && !written.isEmpty()) {
            TreeSet<String> names = new TreeSet<>();
            written.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String place = pointer + "/" + name;
                lost.addAll(
                        typed.has(name)
                                ? lost(written.get(name), typed.get(name), place)
                                : List.of(place));
            }
        } else if (written.isArray()) {
            for (int i = 0; i < written.size(); i++) {
                lost.addAll(lost(written.get(i), typed.path(i), pointer + "/" + i));
            }
        }
        return lost;
    }
}
