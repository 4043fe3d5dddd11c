# One place for what every target shares: language level, warnings, sanitizers, output folders,
# and the three verbs the rooms are declared with.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

add_library(bsc_options INTERFACE)
target_compile_options(bsc_options INTERFACE -Wall -Wextra -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms on std::string concatenation: GCC bug 105651.
    target_compile_options(bsc_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
if(CMAKE_UNITY_BUILD)
    # GCC takes a source file that another includes for a header.
    target_compile_options(bsc_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
target_include_directories(bsc_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(bsc_options INTERFACE BSC_VERSION="${PROJECT_VERSION}")
if(BSC_SANITIZE)
    target_compile_options(bsc_options INTERFACE -fsanitize=${BSC_SANITIZE} -fno-omit-frame-pointer
                                                 -fno-sanitize-recover=all)
    target_link_options(bsc_options INTERFACE -fsanitize=${BSC_SANITIZE})
endif()
if(BSC_SANITIZE MATCHES "thread")
    # Asio's fences, which ThreadSanitizer does not model, would fail the build.
    target_compile_options(bsc_options INTERFACE -Wno-tsan)
endif()

# bsc_room(NAME SOURCES a.cpp ... LINKS target ... PRIVATE_LINKS target ...)
# declares the static library bsc_NAME with the alias bsc::NAME.
function(bsc_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    if(ROOM_SOURCES)
        add_library(bsc_${name} STATIC ${ROOM_SOURCES})
        target_link_libraries(bsc_${name} PUBLIC bsc_options ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS})
    else()
        add_library(bsc_${name} INTERFACE)
        target_link_libraries(bsc_${name} INTERFACE bsc_options ${ROOM_LINKS})
    endif()
    add_library(bsc::${name} ALIAS bsc_${name})
endfunction()

# bsc_embed_file(TARGET SYMBOL FILE) puts the bytes of FILE into TARGET between the symbols
# SYMBOL and SYMBOL_end.
function(bsc_embed_file target symbol file)
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S")
    file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
"    .section .rodata
    .balign 16
    .global @symbol@
@symbol@:
    .incbin \"@file@\"
    .global @symbol@_end
@symbol@_end:
    .byte 0
    .section .note.GNU-stack,\"\",%progbits
")
    set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${file}")
    target_sources(${target} PRIVATE "${source}")
endfunction()

# bsc_build_quickly(TARGET): for code that calls fast code but is not on its path.
function(bsc_build_quickly target)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# bsc_precompile_widgets(TARGET): what most views include. (All of Qt's headers at once would take
# half a minute a target.)
function(bsc_precompile_widgets target)
    target_precompile_headers(${target} PRIVATE
        <QAbstractTableModel> <QBoxLayout> <QComboBox> <QHeaderView> <QLabel> <QMenu> <QMouseEvent>
        <QPainter> <QPushButton> <QTableView> <QThreadPool> <QTimer>)
endfunction()

# bsc_test_headers(NAME HEADERS <header> ... LINKS target ...) precompiles headers for tests, which
# take them with REUSE_FROM. NAME is a program, as it must be compiled like theirs.
function(bsc_test_headers name)
    cmake_parse_arguments(TEST "" "" "HEADERS;LINKS" ${ARGN})
    set(source "${PROJECT_BINARY_DIR}/${name}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "int main() {}\n")
    add_executable(${name} "${source}")
    bsc_build_quickly(${name})
    target_link_libraries(${name} PRIVATE ${TEST_LINKS})
    target_precompile_headers(${name} PRIVATE ${TEST_HEADERS})
endfunction()

# What the preset tsan builds: the tests labelled "threads".
add_custom_target(thread_tests)

# bsc_test(NAME SOURCES ... LINKS ... LABELS ... PRECOMPILED target) declares a GoogleTest program
# bsc_test_NAME and registers it as one ctest test. PRECOMPILED is of bsc_test_headers(), if more
# than GoogleTest's are wanted. Tests that need ../shared find it through BSC_SHARED_DIR.
function(bsc_test name)
    cmake_parse_arguments(TEST "" "TIMEOUT;PRECOMPILED" "SOURCES;LINKS;LABELS" ${ARGN})
    if(NOT TEST_PRECOMPILED)
        set(TEST_PRECOMPILED bsc_test_headers)
    endif()
    add_executable(bsc_test_${name} ${TEST_SOURCES})
    bsc_build_quickly(bsc_test_${name})
    target_link_libraries(bsc_test_${name} PRIVATE ${TEST_LINKS} GTest::gmock GTest::gtest_main)
    target_precompile_headers(bsc_test_${name} REUSE_FROM ${TEST_PRECOMPILED})
    target_compile_definitions(bsc_test_${name} PRIVATE
        BSC_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared"
        BSC_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden")
    add_test(NAME ${name} COMMAND bsc_test_${name})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}")
    if("threads" IN_LIST TEST_LABELS)
        add_dependencies(thread_tests bsc_test_${name})
    endif()
endfunction()
