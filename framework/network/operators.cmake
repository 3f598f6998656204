# SPDX-License-Identifier: MIT

# Each file network/operators/<name>.cpp defines `OperatorEntry <name>_operator()`, each file
# network/operators/families/<name>.cpp defines several operators of one kind in
# `std::span<const OperatorEntry> <name>_operators()`. The table of all of them is written here, so
# that adding an operator touches one file. They are compiled several at once: what a file keeps for
# itself carries the operator's name (make_softmax).
file(GLOB operator_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/operators/*.cpp)
file(GLOB family_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/operators/families/*.cpp)
set(operator_declarations "")
set(operator_calls "")
foreach(operator_file ${operator_files})
  get_filename_component(operator_name ${operator_file} NAME_WE)
  string(APPEND operator_declarations "OperatorEntry ${operator_name}_operator();\n")
  string(APPEND operator_calls "    all.push_back(${operator_name}_operator());\n")
endforeach()
foreach(family_file ${family_files})
  get_filename_component(family_name ${family_file} NAME_WE)
  string(APPEND operator_declarations
    "std::span<const OperatorEntry> ${family_name}_operators();\n")
  string(APPEND operator_calls "    append(${family_name}_operators());\n")
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/all_operators.cpp.in
  ${CMAKE_CURRENT_BINARY_DIR}/all_operators.cpp @ONLY)
target_sources(lucarne_network PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/all_operators.cpp)
