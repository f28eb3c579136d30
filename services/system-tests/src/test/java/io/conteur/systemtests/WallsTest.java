package io.conteur.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom. */
class WallsTest {
    private static final String ROOT = "io.conteur.";
    private static final JavaClasses CLASSES = House.classes();

    private static final Set<String> SERVICE =
            Set.of("events", "artifacts", "tokenizer", "messaging", "workersupport");
    private static final Set<String> SERVICE_WITH_MODEL =
            Set.of("events", "artifacts", "tokenizer", "messaging", "workersupport", "gpt");

    /** The modules that each module may import. */
    private static final Map<String, Set<String>> NEIGHBOURS =
            Map.ofEntries(
                    Map.entry("events", Set.of()),
                    Map.entry("artifacts", Set.of()),
                    Map.entry("artifactss3", Set.of("artifacts")),
                    Map.entry("tokenizer", Set.of()),
                    Map.entry("gpt", Set.of()),
                    Map.entry("embeddedkafka", Set.of()),
                    Map.entry("messaging", Set.of("events")),
                    Map.entry("workersupport", Set.of("events", "messaging", "artifacts")),
                    Map.entry("tokenizertrainer", SERVICE),
                    Map.entry("modeltrainer", SERVICE_WITH_MODEL),
                    Map.entry("storygenerator", SERVICE_WITH_MODEL),
                    Map.entry("httpapi", Set.of("events", "messaging", "workersupport")),
                    Map.entry(
                            "console", Set.of("events", "artifacts", "messaging", "workersupport")),
                    Map.entry("devkafka", Set.of("events", "embeddedkafka")),
                    Map.entry(
                            "cli",
                            Set.of("events", "artifacts", "tokenizer", "gpt", "embeddedkafka")));

    /** What else the innermost modules may import; the others are bound by the rules below. */
    private static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "events", Set.of("com.fasterxml.jackson..", "io.soabase.recordbuilder.core.."),
                    "artifacts", Set.of(),
                    "artifactss3", Set.of("software.amazon.awssdk..", ROOT + "artifacts.."),
                    "tokenizer", Set.of("ai.djl.sentencepiece..", "ai.djl.util.."),
                    "gpt", Set.of("ai.djl..", "com.google.gson..", "jdk.incubator.vector.."),
                    "embeddedkafka", Set.of("kafka..", "org.apache.kafka.."));

    private static final String[] SERVICES = {
        ROOT + "tokenizertrainer..",
        ROOT + "modeltrainer..",
        ROOT + "storygenerator..",
        ROOT + "httpapi..",
        ROOT + "console.."
    };

    /** Packages that are no business of any other module. */
    static Stream<String> internal() {
        return Stream.of(
                "artifacts.directory",
                "artifactss3.bucket",
                "artifactss3.cache",
                "gpt.decoding",
                "gpt.vector",
                "tokenizer.counting",
                "tokenizer.huggingface",
                "tokenizer.merging",
                "tokenizer.piece",
                "tokenizer.protobuf",
                "tokenizer.text");
    }

    static Stream<String> modules() {
        return NEIGHBOURS.keySet().stream().sorted();
    }

    static Stream<String> innermost() {
        return LIBRARIES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleImportsItsNeighboursAlone(String module) {
        Set<String> others = new TreeSet<>(NEIGHBOURS.keySet());
        others.add("benchmarks");
        others.remove(module);
        others.removeAll(NEIGHBOURS.get(module));

        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("innermost")
    void anInnerModuleKnowsNothingButItsLibraries(String module) {
        Set<String> allowed = new TreeSet<>(LIBRARIES.get(module));
        allowed.addAll(Set.of("java..", "org.jspecify..", ROOT + module + ".."));

        classes()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesOfAModuleHaveNoCircle(String module) {
        slices().assignedFrom(packagesOf(module)).should().beFreeOfCycles().check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("internal")
    void noOtherModuleReachesInto(String room) {
        String module = room.substring(0, room.indexOf('.'));

        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + room)
                .check(CLASSES);
    }

    @Test
    void everyModuleHasItsPlaceInTheseRules() {
        Set<String> found = new TreeSet<>();
        House.modules().forEach(m -> found.add(House.packageOf(m).substring(ROOT.length())));

        Set<String> known = new TreeSet<>(NEIGHBOURS.keySet());
        known.add("benchmarks");
        assertEquals(known, found);
    }

    /** Records go through {@code messaging}, which survives what a connector does not. */
    @Test
    void nobodyImportsReactiveMessaging() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.reactive..", "org.eclipse.microprofile.reactive..")
                .check(CLASSES);
    }

    @Test
    void whoSpeaksToNoBrokerImportsNoKafka() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        packages(Set.of("events", "artifacts", "artifactss3", "tokenizer", "gpt")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "kafka..")
                .check(CLASSES);
    }

    @Test
    void theServicesAndDevModeAloneImportQuarkus() {
        noClasses()
                .that()
                .resideOutsideOfPackages(and(SERVICES, ROOT + "devkafka.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus..")
                .check(CLASSES);
    }

    @Test
    void theModelAloneImportsThePyTorchEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "gpt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch..")
                .check(CLASSES);
    }

    @Test
    void theModelAloneImportsTheVectors() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "gpt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(CLASSES);
    }

    @Test
    void theStoreInBucketsAloneImportsTheSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "artifactss3..", ROOT + "benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CLASSES);
    }

    @Test
    void theTokenizerAloneImportsSentencePiece() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "tokenizer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.sentencepiece..")
                .check(CLASSES);
    }

    private static SliceAssignment packagesOf(String module) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return (name + ".").startsWith(ROOT + module + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + module;
            }
        };
    }

    private static String[] packages(Set<String> modules) {
        return modules.stream().map(module -> ROOT + module + "..").toArray(String[]::new);
    }

    private static String[] and(String[] some, String one) {
        return Stream.concat(Stream.of(some), Stream.of(one)).toArray(String[]::new);
    }
}
