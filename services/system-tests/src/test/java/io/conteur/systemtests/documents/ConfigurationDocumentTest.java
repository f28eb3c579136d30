package io.conteur.systemtests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.conteur.workersupport.ArtifactStoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators find every configuration key and its default in {@code deploy/README.md}. */
class ConfigurationDocumentTest {
    private static final Document DEPLOY = Document.at("deploy/README.md");

    /** The same for all services. */
    private static final String ARTIFACTS = "conteur.artifacts";

    /** Stands with the environment variable that sets it. */
    private static final String ROOT = ARTIFACTS + ".root";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenizer-trainer",
                "model-trainer",
                "story-generator",
                "http-api",
                "console"
            })
    void aServicesTableHasItsKeysAndTheirDefaults(String service) {
        Map<String, String> keys = new TreeMap<>();
        for (JavaClass type : mappings(service)) {
            Class<?> mapping = type.reflect();
            add(keys, mapping.getAnnotation(ConfigMapping.class).prefix(), mapping);
        }
        keys.remove(ARTIFACTS);

        assertEquals(keys, documented("### " + service, keys));
    }

    @Test
    void theTableOfAllServicesHasTheKeysOfTheArtifactStore() {
        Map<String, String> keys = new TreeMap<>();
        add(keys, ARTIFACTS, ArtifactStoreConfig.class);
        keys.remove(ROOT);

        Map<String, String> documented = documented("### All services", keys);
        documented.keySet().removeIf(key -> !key.startsWith(ARTIFACTS) || key.startsWith(ROOT));
        assertEquals(keys, documented);
    }

    /** What a service works out for itself is described in words. */
    private static Map<String, String> documented(String heading, Map<String, String> keys) {
        Map<String, String> documented = new TreeMap<>();
        DEPLOY.table(heading).forEach((key, cells) -> documented.put(key, cells.get(0)));
        documented.replaceAll((key, value) -> "".equals(keys.get(key)) ? "" : value);
        return documented;
    }

    @ParameterizedTest
    @ValueSource(strings = {"KAFKA_BOOTSTRAP_SERVERS", "CONTEUR_ARTIFACTS_ROOT", ROOT})
    void everyServiceHasTheseKeys(String key) {
        String keys = String.join(", ", DEPLOY.table("### All services").keySet());

        assertTrue(keys.contains(key), keys);
    }

    private static Iterable<JavaClass> mappings(String service) {
        return new ClassFileImporter()
                        .importPath(
                                Document.root().resolve("services/" + service + "/target/classes"))
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .toList();
    }

    /** Keys and their defaults, which are empty where the code works them out. */
    private static void add(Map<String, String> keys, String prefix, Class<?> mapping) {
        for (Method method : mapping.getDeclaredMethods()) {
            if (method.isSynthetic() || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            WithName name = method.getAnnotation(WithName.class);
            String key = prefix + "." + (name == null ? kebab(method.getName()) : name.value());
            if (method.getReturnType().isInterface()
                    && method.getReturnType().getPackage().equals(mapping.getPackage())) {
                add(keys, key, method.getReturnType());
            } else {
                WithDefault standard = method.getAnnotation(WithDefault.class);
                keys.put(key, standard == null ? "" : standard.value());
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
