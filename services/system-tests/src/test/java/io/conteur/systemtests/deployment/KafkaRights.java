package io.conteur.systemtests.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What the manifests allow to whom at the broker. */
public final class KafkaRights {
    private KafkaRights() {}

    /**
     * One right.
     *
     * @param principal common name of a certificate
     */
    public record Right(
            String principal,
            ResourceType resource,
            String name,
            PatternType pattern,
            AclOperation operation) {
        public AclBinding binding() {
            return new AclBinding(
                    new ResourcePattern(resource, name, pattern),
                    new AccessControlEntry(
                            "User:CN=" + principal, "*", operation, AclPermissionType.ALLOW));
        }

        /** Such as {@code read topic conteur.prompts}; a prefix ends with an asterisk. */
        @Override
        public String toString() {
            return "%s %s %s%s"
                    .formatted(
                            operation.name().toLowerCase(Locale.ROOT),
                            resource.name().toLowerCase(Locale.ROOT),
                            name,
                            pattern == PatternType.PREFIXED ? "*" : "");
        }
    }

    /** The rights of every {@code KafkaUser}. */
    public static List<Right> granted() throws IOException {
        List<Right> rights = new ArrayList<>();
        for (JsonNode user : Manifests.read("components/kafka-users/users.yaml")) {
            for (JsonNode acl : user.at("/spec/authorization/acls")) {
                for (JsonNode operation : acl.path("operations")) {
                    rights.add(right(Manifests.name(user), acl.path("resource"), operation));
                }
            }
        }
        return rights;
    }

    /** The names of all users. */
    public static List<String> principals() throws IOException {
        return Manifests.read("components/kafka-users/users.yaml").stream()
                .map(Manifests::name)
                .toList();
    }

    private static Right right(String principal, JsonNode resource, JsonNode operation) {
        String type = resource.path("type").asText();
        return new Right(
                principal,
                type.equals("transactionalId")
                        ? ResourceType.TRANSACTIONAL_ID
                        : ResourceType.fromString(type),
                resource.path("name").asText(),
                resource.path("patternType").asText().equals("prefix")
                        ? PatternType.PREFIXED
                        : PatternType.LITERAL,
                AclOperation.fromString(operation.asText()));
    }
}
