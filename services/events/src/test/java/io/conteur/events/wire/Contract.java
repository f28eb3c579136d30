package io.conteur.events.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files under {@code schemas/}, the contract with producers and consumers. */
final class Contract {
    private static final Path SCHEMAS =
            Path.of(System.getProperty("repository.root", "../.."), "schemas");
    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    static final ObjectMapper JSON = new ObjectMapper();

    private Contract() {}

    static List<Class<?>> events() {
        return Topic.ALL.stream().<Class<?>>map(Topic::type).toList();
    }

    static Set<String> schemaNames() {
        String suffix = ".schema.json";
        return list(SCHEMAS)
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(suffix))
                .map(name -> name.substring(0, name.length() - suffix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static JsonNode schemaTree(Class<?> event) {
        return json(read(SCHEMAS.resolve(event.getSimpleName() + ".schema.json")));
    }

    static JsonSchema schema(Class<?> event) {
        return FACTORY.getSchema(schemaTree(event));
    }

    static JsonNode asyncApi() {
        try {
            return new YAMLMapper().readTree(read(SCHEMAS.resolve("asyncapi.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of an example; its string is its path. */
    record Example(Class<?> event, Path file) {
        byte[] bytes() {
            return read(file);
        }

        JsonNode tree() {
            return json(bytes());
        }

        @Override
        public String toString() {
            return SCHEMAS.relativize(file).toString();
        }
    }

    static Stream<Example> examples(String kind) {
        return events().stream()
                .flatMap(
                        event ->
                                list(SCHEMAS.resolve("examples")
                                                .resolve(event.getSimpleName())
                                                .resolve(kind))
                                        .map(file -> new Example(event, file)));
    }

    static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
